import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Execution } from "../../tools/local/state-machine/execution";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import { deployment } from "../support/deployment";
import { enteredStates } from "../support/interpret";

/** USD in us-east-1, from the pages https://aws.amazon.com/fargate/pricing/ and https://aws.amazon.com/step-functions/pricing/. */
const usd = { vcpuHour: 0.04048, gibHour: 0.004445, state: 0.000025 } as const;

/** A minute of work, and the pull and start of the container, which Fargate bills too. */
const taskSeconds = 80;
const [vcpus, gib] = [0.25, 0.5];

/** Fargate's quota of a new account is 20 launches a second: so long does a call take, of which pattern 1 makes 40 at once and pattern 2 20. */
const callSeconds = { 1: 2, 2: 1 } as const;

const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));

/** States that Step Functions bills: those that are entered, and the start of each entry's execution. */
const billedStates = ({ history, mapRuns }: Execution): number =>
  enteredStates(history).length +
  mapRuns.flatMap(({ children }) => children).reduce((sum, child) => sum + 1 + billedStates(child), 0);

const threeDigits = (value: number): string => Number(value.toPrecision(3)).toString();

async function billOf(pattern: 1 | 2, tasks: number): Promise<string[]> {
  const run = new SimulatedRun({
    pattern,
    deployment,
    maxTimeoutSeconds: 3_600,
    work: () => ({ moments: [{ afterSeconds: taskSeconds, status: "Completed" }], exitCode: 0 }),
    faults: async ({ operation }, proceed) => {
      if (operation === "RunTask") await sleep(callSeconds[pattern]);
      return proceed();
    },
  });
  const began = Date.now();
  const taskList = Array.from({ length: tasks }, (_, index) => ({ taskName: `${index}`, objectKey: "in/file" }));
  const execution = run.start({ taskList });
  await execution.ended;
  const fargate = (tasks * taskSeconds * (vcpus * usd.vcpuHour + gib * usd.gibHour)) / 3_600;
  const stepFunctions = billedStates(execution) * usd.state;
  return [
    tasks.toLocaleString("en-US"),
    `${pattern}`,
    `${Math.round((Date.now() - began) / 1_000)} s`,
    billedStates(execution).toLocaleString("en-US"),
    threeDigits(fargate),
    threeDigits(stepFunctions),
    threeDigits(fargate + stepFunctions),
  ];
}

const page = readFileSync(join(__dirname, "../../docs/choosing-a-pattern.md"), "utf8");
const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

describe("Given runs of tasks that work for a minute", () => {
  it.each([
    [1, 10],
    [2, 10],
    [1, 1_000],
    [2, 1_000],
  ] as const)("When pattern %i runs %i of them, then its bill is the one in the page", async (pattern, tasks) => {
    const bill = await inSimulatedTime("2026-11-24T22:48:54.000Z", 3_600, () => billOf(pattern, tasks));
    const row = page
      .split("\n")
      .map(cells)
      .find(([count, by]) => count === bill[0] && by === bill[1]);
    expect(row).toEqual(bill);
  });
});
