import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../../tools/run-local/options";

describe("Given an object whose key has equals signs, and a file in a folder whose name has some", () => {
  const folder = mkdtempSync(join(tmpdir(), "options-"));
  const file = join(folder, "dt=1", "p=data");
  beforeAll(() => {
    mkdirSync(join(folder, "dt=1"));
    writeFileSync(file, "content");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("When both are given as one word, then they are parted where the file exists", () => {
    const { object } = readOptions(["node", "local", "--object", `in/dt=1/p=${file}`, "--object", "a=b=no/such/file"]);
    expect(object).toEqual([
      { key: "in/dt=1/p", file },
      { key: "a=b", file: "no/such/file" },
    ]);
  });
});
