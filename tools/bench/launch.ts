import { launchSeconds } from "../../workflow/limits";
import { type Bench, type Figure, median, summary } from "./figure";
import { byLauncher, measure, oneByOne, type Launched, type Scenario, type Way } from "./launch-ways";

const quick = { faults: false, callMilliseconds: 60 };

/** Lists of one length are launched at the same time: they wait nearly all of it. */
const scenarios = (): readonly (readonly Scenario[])[] => [
  [{ tasks: 10, ...quick }],
  [
    { tasks: 100, ...quick },
    { tasks: 100, ...quick, faults: true },
  ],
  [
    { tasks: 1_000, ...quick },
    { tasks: 1_000, ...quick, faults: true },
  ],
  // Eleven minutes: one call after the other takes its time.
  ...(process.env["BENCH_LAUNCH"] === "long"
    ? [
        [
          { tasks: 1_000, ...quick, callMilliseconds: 500 },
          { tasks: 10_000, ...quick, listed: true },
        ],
      ]
    : []),
];

/** The launcher against ECS with its default quotas, beside one call after the other. */
export const launchBench: Bench = {
  name: "launch",
  run: async () => {
    await measure(byLauncher, { tasks: 1, ...quick }); // loads what the first call loads
    const figures: Figure[] = [];
    for (const together of scenarios()) figures.push(...(await Promise.all(together.map(figuresOf))).flat());
    return figures;
  },
};

/** A long list is its own average. */
const roundsOf = ({ tasks }: Scenario): number => (tasks > 1_000 ? 1 : 3);

const measureRounds = (way: Way, scenario: Scenario): Promise<Launched[]> =>
  Promise.all(Array.from({ length: roundsOf(scenario) }, () => measure(way, scenario)));

function nameOf({ tasks, faults, callMilliseconds, listed }: Scenario): string {
  const about = [
    ...(listed ? ["listed in S3"] : []),
    ...(callMilliseconds === quick.callMilliseconds ? [] : [`${callMilliseconds} ms a call`]),
    ...(faults ? ["2 % without capacity", "2 % of answers lost"] : []),
  ];
  return [`launch ${tasks} tasks`, ...about].join(", ");
}

async function figuresOf(scenario: Scenario): Promise<Figure[]> {
  const [kit, others] = await Promise.all([measureRounds(byLauncher, scenario), measureRounds(oneByOne, scenario)]);
  const figure = (what: string, unit: string, valueOf: (launched: Launched) => number): Figure => ({
    what: `${nameOf(scenario)}: ${what}`,
    unit,
    ...summary(kit.map(valueOf)),
    comparedWith: { what: "one call after the other, no retry", value: median(others.map(valueOf)) },
  });
  const allowedSeconds = launchSeconds(scenario.tasks);
  const share = ({ seconds }: Launched) => (100 * allowedSeconds) / seconds;
  return [
    figure("time", "s", ({ seconds }) => seconds),
    ...(allowedSeconds > 0 ? [figure("of the rate that the quotas allow", "%", share)] : []),
    figure("calls of RunTask", "calls", ({ ecsCalls }) => ecsCalls),
    figure("calls of the launcher", "calls", ({ launcherCalls }) => launcherCalls),
    figure("tasks lost", "tasks", ({ lost }) => lost),
    figure("tasks doubled", "tasks", ({ doubled }) => doubled),
  ];
}
