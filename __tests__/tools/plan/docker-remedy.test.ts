import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dockerRemedy } from "../../../tools/plan/terraform";
import { root } from "../../support/checkout";

describe("Given a stack that cannot be planned", () => {
  it.each([
    "Error: Error pinging Docker server, please make sure that unix:///var/run/docker.sock is reachable",
    "Unable to get authConfig for registry: no auth config found for registry 1.dkr.ecr",
  ])(
    "When there is no Engine, as in %s, then an Engine or an image is wanted, and it is said how to forget a built one",
    (reason) => {
      const remedy = dockerRemedy(reason);
      expect(remedy).toMatch(/start one .*, or name an image that exists by the setting imageUri/);
      const [, file = "", section = ""] = /(docs\/\w+\.md), "(.+)"/.exec(remedy) ?? [];
      const [, told = ""] = readFileSync(join(root, file), "utf8").replaceAll("`", "").split(`## ${section}\n`);
      expect(told.split("\n## ")[0]).toContain("terraform state list | grep '^docker_' | xargs terraform state rm");
    },
  );

  it("When something else is wrong, then nothing is added to what Terraform says", () => {
    expect(dockerRemedy("Error: Unsupported attribute")).toBe("");
  });
});
