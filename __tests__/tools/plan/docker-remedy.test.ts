import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerRemedy } from "../../../tools/plan/terraform";
import { synthesize } from "../../support/template";

const reason = "Error: Error pinging Docker server, please make sure that unix:///var/run/docker.sock is reachable";

describe("Given a stack that cannot be planned", () => {
  const folder = mkdtempSync(join(tmpdir(), "remedy-test-"));
  const place = { stack: "kit", folder };
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (context: Record<string, unknown>) => {
    writeFileSync(join(folder, "cdk.tf.json"), synthesize(context)[1].text);
  };

  it("When an image is named and there is no Engine, then the two commands that forget the built one are told", () => {
    write({ imageUri: "docker.io/library/task:1" });
    for (const why of [reason, "Unable to get authConfig for registry: no auth config found for registry 1.dkr.ecr"])
      expect(dockerRemedy(place, why).match(/^ {2}terraform .*$/gm)).toEqual([
        "  terraform -chdir=cdktf.out/stacks/kit state rm 'docker_image.task-image'",
        "  terraform -chdir=cdktf.out/stacks/kit state rm 'docker_registry_image.task-image_pushed-image'",
      ]);
  });

  it("When an image is to be built and there is no Engine, then an Engine or an image is wanted", () => {
    write({});
    expect(dockerRemedy(place, reason)).toMatch(/start one .*, or name an image that exists by the setting imageUri/);
  });

  it("When something else is wrong, then nothing is added to what Terraform says", () => {
    expect(dockerRemedy(place, "Error: Unsupported attribute")).toBe("");
  });
});
