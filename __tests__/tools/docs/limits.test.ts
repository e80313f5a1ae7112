import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { historyEvents, longestListInHistory } from "../../../workflow/history-events";
import { limits } from "../../../workflow/limits";

const text = readFileSync(join(projectFolder, "docs", "limits.md"), "utf8");
const numberOf = (digits: string | undefined) => Number(digits?.replaceAll(",", ""));

describe("Given the page about limits", () => {
  it("When its lists of pattern 2 are read, then they are as long as the state machine takes them", () => {
    const rows = [...text.matchAll(/^\| ([\d,]+) \(.*?\) +\| ([\d,]+) +\|$/gm)];
    const told = rows.map(([, timeout, tasks]) => [numberOf(timeout), numberOf(tasks)]);
    expect(told).toHaveLength(4);
    expect(told).toEqual(told.map(([timeout = 0]) => [timeout, longestListInHistory(timeout)]));
  });

  it("When its limits and steps are read, then they are those that the kit plans with", () => {
    const events = (tasks: number, launcherCalls: number, polls: number) => ({ tasks, launcherCalls, polls });
    const poll = historyEvents(1, events(0, 0, 2)) - historyEvents(1, events(0, 0, 1));
    const call = historyEvents(1, events(0, 1, 1)) - historyEvents(1, events(0, 0, 1));
    const task = historyEvents(2, events(1, 0, 1)) - historyEvents(2, events(0, 0, 1));
    const plain = text.replace(/\s+/g, " ");
    expect(plain).toContain(`adds ${poll} events for each poll and ${call} for each call of the launcher`);
    expect(plain).toContain(`Pattern 2 adds ${task} for each task`);
    expect(plain).toContain(`${limits.statePayloadBytes.toLocaleString("en-US")} bytes`);
    expect(plain).toContain(`${limits.taskOverridesCharacters.toLocaleString("en-US")} characters`);
    expect(plain).toContain(`${limits.historyEvents.toLocaleString("en-US")} events`);
    expect(plain).toContain(`${limits.launchBurst} tasks at once, then ${limits.launchesPerSecond} a second`);
  });
});
