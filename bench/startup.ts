import type { Bench, Figure } from "./figure";
import { StartupCloud } from "./startup-cloud";
import { programNames, removePrograms, writePrograms, type ProgramName } from "./startup-programs";
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

/** How long each program takes from the start of its process, beside its packages unbundled; and how large it is. */
export const startup: Bench = {
  name: "startup",
  run: async () => [...(await measureStarts()), ...programSizes()],
};

async function measureStarts(): Promise<Figure[]> {
  const programs = writePrograms();
  const cloud = new StartupCloud();
  const url = await cloud.start();
  try {
    const bare: Milestones[] = [];
    const starts = new Map(programNames.map((name) => [name, { bundled: noStarts(), unbundled: noStarts() }]));
    // Round by round, so that whatever else the machine does meets all programs alike. The first warms the file cache.
    for (let round = 0; round <= rounds; round++) {
      const warm = round > 0;
      const keep = (list: Milestones[], milestones: Milestones) => warm && list.push(milestones);
      keep(bare, await start("bare", programs.bare, url, cloud));
      for (const [name, { bundled, unbundled }] of starts) {
        keep(bundled, await start(name, programs[name].bundled, url, cloud));
        keep(unbundled, await start(name, programs[name].unbundled, url, cloud));
      }
    }
    return [bareFigure(bare), ...[...starts].flatMap(([name, made]) => startFigures(name, made))];
  } finally {
    await cloud.close();
    removePrograms();
  }
}

const noStarts = (): Milestones[] => [];

const bareFigure = (starts: readonly Milestones[]): Figure => ({
  what: "Node.js alone: process start to an HTTP call",
  unit: "ms",
  ...summary(reached(starts, "service")),
});

function startFigures(
  name: ProgramName,
  { bundled, unbundled }: Readonly<Record<"bundled" | "unbundled", readonly Milestones[]>>,
): Figure[] {
  return told[name].map(([milestone, what]) => ({
    what: `${name}: process start ${what}`,
    unit: "ms",
    ...summary(reached(bundled, milestone)),
    comparedWith: { what: "packages unbundled", value: median(reached(unbundled, milestone)) },
  }));
}

const reached = (starts: readonly Milestones[], milestone: keyof Milestones): number[] =>
  starts.flatMap((milestones) => milestones[milestone] ?? []);
