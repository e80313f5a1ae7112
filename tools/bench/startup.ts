import type { Bench, Figure } from "./figure";
import { StartupCloud } from "./startup-cloud";
import { programNames, removePrograms, writePrograms, type Making, type ProgramName } from "./startup-programs";
import { imageSizes } from "./startup-image";
import { programSizes } from "./startup-sizes";
import { start, type Milestones } from "./startup-start";
import { median, summary } from "./statistics";

const rounds = 21;

/** What each measured start is told as, for a program of a kind. */
const told: Readonly<Record<ProgramName, readonly (readonly [keyof Milestones, string])[]>> = {
  "task-launcher": [
    ["loaded", "to its handler loaded"],
    ["service", "to its first call of a service"],
  ],
  "task-monitor": [
    ["loaded", "to its handler loaded"],
    ["service", "to its first call of a service"],
  ],
  "ecs-task": [
    ["metadata", "to its call of the task metadata"],
    ["service", "to its first call of a service"],
  ],
};

/** What a program as it is deployed stands beside. */
const others = {
  untrimmed: "bundled with all that the AWS SDK brings along",
  unbundled: "packages unbundled",
} as const satisfies Partial<Record<Making, string>>;

/** How long each program takes from the start of its process, beside how it could be made; and how large it is. */
export const startup: Bench = {
  name: "startup",
  run: async () => [...(await measureStarts()), ...programSizes(), ...imageSizes()],
};

async function measureStarts(): Promise<Figure[]> {
  const programs = writePrograms();
  const cloud = new StartupCloud();
  const url = await cloud.start();
  try {
    const bare: Milestones[] = [];
    const starts = new Map(programNames.map((name) => [name, noStarts()]));
    // Round by round, so that whatever else the machine does meets all programs alike. The first warms the file cache.
    for (let round = 0; round <= rounds; round++) {
      const warm = round > 0;
      const keep = (list: Milestones[], milestones: Milestones) => warm && list.push(milestones);
      keep(bare, await start("bare", programs.bare, url, cloud));
      for (const [name, made] of starts)
        for (const making of Object.keys(made) as Making[])
          keep(made[making], await start(name, programs[name][making], url, cloud));
    }
    return [bareFigure(bare), ...[...starts].flatMap(([name, made]) => startFigures(name, made))];
  } finally {
    await cloud.close();
    removePrograms();
  }
}

/** How the starts of a program went, by how its file was made. */
type Starts = Record<Making, Milestones[]>;

const noStarts = (): Starts => ({ bundled: [], untrimmed: [], unbundled: [] });

const bareFigure = (starts: readonly Milestones[]): Figure => ({
  what: "Node.js alone from the start of its process: to an HTTP call",
  unit: "ms",
  ...summary(reached(starts, "service")),
});

const startFigures = (name: ProgramName, starts: Starts): Figure[] =>
  told[name].flatMap(([milestone, what]) =>
    (Object.keys(others) as (keyof typeof others)[]).map((other) => ({
      what: `${name} from the start of its process: ${what}`,
      unit: "ms",
      ...summary(reached(starts.bundled, milestone)),
      comparedWith: { what: others[other], value: median(reached(starts[other], milestone)) },
    })),
  );

const reached = (starts: readonly Milestones[], milestone: keyof Milestones): number[] =>
  starts.flatMap((milestones) => milestones[milestone] ?? []);
