import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { synthesize } from "../support/template";

const read = (file: string): string => readFileSync(join(projectFolder, file), "utf8");

describe("Given the versions that a stack asks for", () => {
  const { terraform } = synthesize()[1].terraform;

  it("When it is synthesized, then Terraform has ephemeral resources, and each provider is an exact version", () => {
    expect([terraform.required_version, terraform.required_providers]).toEqual([
      ">= 1.10",
      {
        aws: { source: "aws", version: "6.56.0" },
        docker: { source: "kreuzwerker/docker", version: "3.6.2" },
      },
    ]);
  });

  it.each(["cdktf.json", "README.md"])(
    "When %s is read, then it names the AWS provider's version and the bindings'",
    (file) => {
      const { version } = terraform.required_providers["aws"] as { version: string };
      const bindings = read("node_modules/@cdktf/provider-aws/lib/provider/index.js");
      const [, theirs] = /providerVersion: ["']([\d.]+)["']/.exec(bindings) ?? [];
      expect(read(file)).toContain(version);
      expect(read(file)).toContain(theirs);
    },
  );

  it("When Node.js is chosen, then the newest of those that the kit runs on, as Lambda's and the image's is", () => {
    const major = read(".nvmrc").trim();
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    expect(engines.node).toBe("^22.13.0 || >=24.0.0");
    expect(major).toBe("24");
    expect(synthesize()[1].resource("aws_lambda_function", "task-monitor_function")["runtime"]).toBe(
      `nodejs${major}.x`,
    );
    expect(read("ecs-task/Dockerfile")).toContain(`/node:${major}-slim@sha256:`);
  });
});
