import { launch } from "../../handlers/task-launcher/launcher";
import { monitor } from "../../handlers/task-monitor/monitor";
import { toRow, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { deployment } from "../support/deployment";
import { dynamodbClient, MemoryDynamodb } from "../support/simulated/memory-dynamodb";
import { ecsClient, ModelEcs } from "../support/model/model-ecs";
import { noLists } from "../support/lists";
import { copyJob } from "../../workflow/job";

const startTime = "2026-11-24T22:48:54.000Z";
const run = { workflowName: "kit", workflowRunId: "20261124224854000" };
const taskList = ["a", "b", "c"].map((taskName) => ({ taskName, objectKey: "in/file" }));
const input = { taskList, timeoutSeconds: 60 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** At which of its calls a function dies, and whether that call takes effect. */
interface Death {
  readonly atCall: number;
  readonly arrives: boolean;
}

/** Tables and ECS in memory, and the functions, which die when they are told to. */
class Mortal {
  readonly rows = new Map<string, SummaryRow | DetailRow>();
  readonly ecs = new ModelEcs({ now: () => this.now() });
  /** Seconds since the start. */
  seconds = 0;
  death: Death | undefined;
  calls = 0;
  private readonly dynamodb = new MemoryDynamodb((item) => {
    const row = toRow<SummaryRow | DetailRow>(item);
    this.rows.set("ecs_task_id" in row ? row.ecs_task_id : "summary", row);
  });

  /** @param spec the execution's input */
  constructor(private readonly spec: object = input) {}

  private readonly now = () => new Date(Date.parse(startTime) + this.seconds * 1_000);
  private readonly dependencies = {
    ecs: ecsClient((name, input) => this.call(() => this.ecs.execute(name, input))),
    audit: new AuditStore(
      dynamodbClient((name, input) => this.call(() => this.dynamodb.execute(name, input))),
      { summary: "summary", details: "details" },
      this.now,
    ),
    now: this.now,
    logger,
  };

  launch() {
    const remaining = () => (this.isDead ? 0 : 300_000);
    const execution = { executionArn: "arn:execution", startTime, input: this.spec };
    return launch(
      { execution },
      { ...this.dependencies, deployment, maxTimeoutSeconds: 3_600, job: copyJob, readList: noLists },
      remaining,
    );
  }

  poll() {
    const { workflowName, clusterName, taskDefinition } = deployment;
    const event = { ...run, monitoringSince: startTime };
    return monitor(event, {
      ...this.dependencies,
      workflowName,
      clusterName,
      taskDefinition,
      startTimeoutSeconds: 600,
      remainingMilliseconds: () => 300_000,
    });
  }

  /** Calls a function that dies, and then once more. */
  async twice<Answer>(act: () => Promise<Answer>, death: Death): Promise<Answer> {
    this.calls = 0;
    this.death = death;
    await act().catch(() => undefined);
    this.death = undefined;
    return act();
  }

  private get isDead(): boolean {
    return this.death !== undefined && this.calls >= this.death.atCall;
  }

  private async call<Answered>(act: () => Promise<Answered> | Answered): Promise<Answered> {
    this.calls += 1;
    const arrives = !this.isDead || (this.calls === this.death?.atCall && this.death.arrives);
    const answered = arrives ? await act() : undefined;
    if (answered === undefined || this.isDead) throw new Error("the process is gone");
    return answered;
  }
}

/** A run, whose task `a` has died after so many seconds, 60 of them its deadline, and whose others still run. */
async function afterDeath(seconds: number, spec?: object): Promise<Mortal> {
  const mortal = new Mortal(spec);
  await mortal.launch();
  const [first] = mortal.ecs.tasks;
  first?.end(1);
  mortal.seconds = seconds;
  mortal.calls = 0;
  return mortal;
}

const deathsOf = (calls: number): Death[] =>
  [true, false].flatMap((arrives) => Array.from({ length: calls }, (_, index) => ({ atCall: index + 1, arrives })));

describe("Given functions that die at any of their calls, and are called again", () => {
  beforeAll(() => {
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });

  it("When the launcher dies, then the next one leaves the same rows and no task is started twice", async () => {
    const undisturbed = new Mortal();
    const answer = await undisturbed.launch();
    expect(undisturbed.calls).toBeGreaterThanOrEqual(8);
    for (const death of deathsOf(undisturbed.calls)) {
      const mortal = new Mortal();
      await expect(mortal.twice(() => mortal.launch(), death)).resolves.toEqual(answer);
      expect({ death, rows: namedRows(mortal), tasks: mortal.ecs.tasks.length }).toEqual({
        death,
        rows: namedRows(undisturbed),
        tasks: 3,
      });
    }
  });

  it("When the monitor dies, then the next poll leaves the same rows and gives the same answer", async () => {
    const undisturbed = await afterDeath(60);
    const answer = await undisturbed.poll();
    expect(answer).toMatchObject({ continue: false, failedTasks: 1, timedOutTasks: 2 });
    expect(undisturbed.calls).toBeGreaterThanOrEqual(8);
    for (const death of deathsOf(undisturbed.calls)) {
      const mortal = await afterDeath(60);
      await expect(mortal.twice(() => mortal.poll(), death)).resolves.toEqual(answer);
      expect({ death, rows: namedRows(mortal) }).toEqual({ death, rows: namedRows(undisturbed) });
      expect(mortal.ecs.tasks.filter(({ stopped }) => !stopped)).toEqual([]);
    }
  });

  it("When the monitor dies while it makes another attempt, then the next poll makes the same one, and no third", async () => {
    const retried = { ...input, taskDefaults: { attempts: 3 } };
    const undisturbed = await afterDeath(30, retried);
    const answer = await undisturbed.poll();
    expect(answer).toMatchObject({ continue: true, failedTasks: 0, runningTasks: 3 });
    expect(undisturbed.ecs.tasks).toHaveLength(4);
    for (const death of deathsOf(undisturbed.calls)) {
      const mortal = await afterDeath(30, retried);
      await expect(mortal.twice(() => mortal.poll(), death)).resolves.toEqual(answer);
      expect({ death, rows: attemptsOf(mortal) }).toEqual({ death, rows: attemptsOf(undisturbed) });
      expect(mortal.ecs.tasks).toHaveLength(4);
    }
  });
});

/** The rows' statuses, and which follows which, by the places of their ARNs. */
const attemptsOf = ({ rows }: Mortal): object[] => {
  const details = [...rows.values()].filter((row) => "ecs_task_id" in row);
  const placeOf = (arn: string | undefined) => details.findIndex(({ ecs_task_id }) => ecs_task_id === arn);
  return details.map(({ task_name, status, attempt, attempts, follows, followed_by }) => ({
    ...{ task_name, status, attempt, attempts },
    follows: placeOf(follows),
    followed_by: placeOf(followed_by),
  }));
};

/** The rows by task name: which task has which ARN is left to chance. */
const namedRows = ({ rows }: Mortal): Record<string, object> =>
  Object.fromEntries(
    [...rows.values()].map((row): [string, object] =>
      "ecs_task_id" in row ? [row.task_name, { ...row, ecs_task_id: "", log_stream: "" }] : ["summary", row],
    ),
  );
