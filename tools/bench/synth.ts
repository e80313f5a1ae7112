import { join } from "node:path";
import cdktfJson from "../../cdktf.json";
import { projectFolder } from "../../modules/bundles/project-folder";
import { timed } from "./command";
import { median, type Bench, type Figure } from "./figure";

const rounds = 5;

/** Both ways to synthesize: the app alone, and as people call it. */
const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  [cdktfJson.app]: cdktfJson.app.split(" ") as [string, ...string[]],
  "cdktf synth": [join(projectFolder, "node_modules", ".bin", "cdktf"), "synth"],
};

/** Time of synthesizing, and how it grows with the number of stacks. */
export const synth: Bench = {
  name: "synth",
  run: async () => {
    const figures: Figure[] = [];
    for (const [name, command] of Object.entries(commands)) {
      const [one, two]: [number[], number[]] = [[], []];
      // Round by round, so that whatever else the machine does meets both alike.
      for (let round = 0; round < rounds; round += 1) {
        one.push((await timed(command, { KIT_PATTERNS: "1" })).seconds);
        two.push((await timed(command, { KIT_PATTERNS: "1,2" })).seconds);
      }
      figures.push(
        { what: `${name}: 1 stack`, unit: "s", values: one },
        { what: `${name}: 2 stacks`, unit: "s", values: two, comparedWith: { what: "1 stack", value: median(one) } },
      );
    }
    return figures;
  },
};
