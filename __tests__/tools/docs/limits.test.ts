import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { limits } from "../../../workflow/limits";
import { specBytes } from "../../../workflow/parse-spec";
import { mostListedEntries } from "../../../workflow/task-lines";
import { launchRoundEvents, launchRoundsInTimeout } from "../../../workflow/wait";
import { laterRoomWaits, roomWaitEvents } from "../../../stacks/pattern-2/entry-states";
import { slotWaitEvents, slotWaits } from "../../../stacks/pattern-2/slot-states";

const text = readFileSync(join(projectFolder, "docs", "limits.md"), "utf8").replace(/\s+/g, " ");
const digits = (value: number) => value.toLocaleString("en-US");

describe("Given the page about limits", () => {
  it("When its limits are read, then they are those that the kit goes by", () => {
    expect(text).toContain(`${digits(specBytes)} bytes`);
    expect(text).toContain(`${digits(limits.taskOverridesCharacters)} characters`);
    expect(text).toContain(`${digits(limits.historyEvents)} events`);
    expect(text).toContain(`${limits.launchBurst} tasks at once, then ${limits.launchesPerSecond} a second`);
    expect(text).toContain(`${digits(mostListedEntries)} entries`);
  });

  it("When its table of pauses is read, then its figures are those that the pauses are made of", () => {
    const rowOf = (name: string) =>
      new RegExp(`\\| ${name} +\\| (\\d+) [^|]*\\|[^|]*?([\\d,]{5,}) `).exec(text)?.slice(1);
    expect(rowOf("pattern 1")).toEqual([String(launchRoundEvents), digits(launchRoundsInTimeout)]);
    expect(rowOf("pattern 2, each entry")).toEqual([String(roomWaitEvents), digits(laterRoomWaits)]);
    expect(rowOf("pattern 2, for an end")).toEqual([String(slotWaitEvents), digits(slotWaits)]);
  });
});
