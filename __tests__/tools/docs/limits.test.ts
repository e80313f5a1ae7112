import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { limits } from "../../../workflow/limits";
import { specBytes } from "../../../workflow/parse-spec";
import { mostListedEntries } from "../../../workflow/task-lines";

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
});
