import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/checkout";
import { metadataUriVariable, taskEnvironment } from "../../../workflow/task-environment";

describe("Given the table of variables in docs/your-own-job.md", () => {
  it("When it is held against what containers are told, then it has each variable, and no others", () => {
    const text = readFileSync(join(root, "docs/your-own-job.md"), "utf8");
    const [, section = ""] = text.split("## Variables of the container\n");
    const [table = ""] = section.split("\n## ");
    const named = [...table.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = ""]) => cell.match(/[\w]+/g) ?? []);
    expect(named.toSorted()).toEqual([...Object.values(taskEnvironment), metadataUriVariable].toSorted());
  });
});
