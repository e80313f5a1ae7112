import { Bucket } from "../../../tools/local/contents";
import { deploymentOf } from "../../../tools/local/deployed/stack";
import { startLocalCloud } from "../../../tools/local/local-cloud";
import { readStack } from "../../../tools/local/synthesis";
import { synthesizedFolder } from "../../support/synthesized";

let folder = "";

beforeAll(async () => {
  folder = await synthesizedFolder();
});

interface Line {
  readonly level: string;
  readonly message: string;
  readonly service: string;
  readonly timestamp: string;
  readonly workflowName?: string;
  readonly workflowRunId?: string;
  readonly taskName?: string;
}

// What a spec says, and nobody else may read: none of it is to be found in a log.
const confidential = ["patient-0815", "patient-4711", "hidden-folder"];
const specs = {
  workflowRunId: "42",
  targetFolder: "hidden-folder",
  taskList: [
    { taskName: "there", objectKey: "in/patient-0815" },
    { taskName: "gone", objectKey: "in/patient-4711" },
  ],
};

/** Everything that the programs of a pattern wrote while it ran the spec. */
async function linesOf(pattern: 1 | 2): Promise<string[]> {
  const stack = readStack(pattern, folder);
  const lines: string[] = [];
  const cloud = await startLocalCloud(stack, { onLine: (_, line) => lines.push(line) });
  try {
    const bucket = new Bucket(deploymentOf(stack).s3BucketName, cloud.url, stack.region);
    await bucket.put({ "in/patient-0815": Buffer.from("content") });
    const { end } = await cloud.start(specs, { realTime: false }).ended;
    expect(end).toMatchObject({ status: "FAILED", error: "TasksFailed" });
    return lines;
  } finally {
    await cloud.close();
  }
}

describe.each([1, 2] as const)("Given a run of pattern %i with a task that completes and one that fails", (pattern) => {
  let lines: string[];
  let events: Line[];
  beforeAll(async () => {
    lines = await linesOf(pattern);
    events = lines.map((line) => JSON.parse(line) as Line);
  }, 90_000);

  it("When its logs are read, then each line is one event, and says of which run it is", () => {
    const workflowName = `amazon-ecs-starter-kit-pattern-${pattern}`;
    const strange = events.filter(
      (event) =>
        event.workflowRunId !== "42" ||
        event.workflowName !== workflowName ||
        !/^(INFO|WARN|ERROR)$/.test(event.level) ||
        !/^\d{4}-\d\d-\d\dT/.test(event.timestamp),
    );
    expect(strange).toEqual([]);
    expect(events.length).toBeGreaterThan(6);
  });

  it("When they are read, then each event of a task names it, and each task's way can be told", () => {
    const ofTask = (taskName: string) =>
      events.filter((event) => event.taskName === taskName).map(({ service, message }) => `${service}: ${message}`);
    const launched = pattern === 1 ? ["task-launcher: task submitted"] : [];
    const told = (...messages: string[]) => [...launched, ...messages.map((message) => `ecs-task: ${message}`)].sort();
    expect(ofTask("there").sort()).toEqual(told("Recorded Running", "Copied", "Recorded Completed"));
    expect(ofTask("gone").sort()).toEqual(told("Recorded Running", "Recorded Failed"));
    const nameless = events.filter(({ taskName }) => taskName === undefined).map(({ message }) => message);
    expect([...new Set(nameless)].sort()).toEqual(pattern === 1 ? ["list gone through", "run polled"] : ["run polled"]);
  });

  it("When they are searched, then nothing of the spec is in them but names, and no credentials", () => {
    const leaks = lines.filter(
      (line) => confidential.some((word) => line.includes(word)) || /secret|AWS_|token/i.test(line),
    );
    expect(leaks).toEqual([]);
  });
});
