import { spawnSync } from "node:child_process";
import { join } from "node:path";

describe("Given the documents with parts that are made from the sources", () => {
  it("When they are checked, then none is out of date", () => {
    const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", "tools/docs/write-docs.ts", "--check"], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
    });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });
});
