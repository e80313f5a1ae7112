import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror } from "../../../../tools/local/tools";

const folder = mkdtempSync(join(tmpdir(), "mirror-test-"));
const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const before = process.env["TF_PLUGIN_MIRROR"];

const install = (version: string, platformName: string) =>
  mkdirSync(join(folder, "registry.terraform.io", "hashicorp", "aws", version, platformName), { recursive: true });

beforeAll(() => {
  process.env["TF_PLUGIN_MIRROR"] = folder;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env["TF_PLUGIN_MIRROR"];
  else process.env["TF_PLUGIN_MIRROR"] = before;
});

describe("Given a mirror of Terraform providers that is named in the environment", () => {
  it("When it has the AWS provider for another platform only, then it is not the one", () => {
    install("9.9.9", "plan9_mips");
    expect(findProviderMirror()?.folder).not.toBe(folder);
  });

  it("When it has several versions, then the newest is found, by number", () => {
    for (const version of ["5.9.0", "5.100.0", "5.20.1"]) install(version, platform);
    expect(findProviderMirror()).toEqual({ folder, version: "5.100.0" });
  });

  it("When the one that the stacks name is among them, then it is found", () => {
    for (const version of ["6.56.0", "6.60.0"]) install(version, platform);
    expect(findProviderMirror()).toEqual({ folder, version: "6.56.0" });
  });
});
