import validate from "asl-validator";
import { execute } from "../../tools/local/state-machine/execution";
import type { Integrations } from "../../tools/local/state-machine/integrations";
import { StatesError } from "../../tools/local/state-machine/language/states-error";
import type { Json, JsonObject } from "../../tools/local/json";
import { pattern3Definition } from "../../stacks/pattern-3/definition";
import { deployment } from "../support/deployment";
import { notLaunchedId } from "../../workflow/audit-rows";
import { enteredStates } from "../support/interpret";

const definition = pattern3Definition({
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
  deployment,
  maxTimeoutSeconds: 3_600,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 50,
});
const stateMachine = {
  name: "machine",
  arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
  roleArn: "arn:aws:iam::123456789012:role/machine",
  definition: definition as unknown as JsonObject,
};

const prefix = "arn:aws:states:::";
const lines = (...entries: Json[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
const entry = (taskName: string, more: JsonObject = {}): JsonObject => ({
  taskName,
  objectKey: `in/${taskName}`,
  ...more,
});
const jsonl = { taskSource: { format: "JSONL", key: "list.jsonl" } };
const completed = { continue: false, status: "Completed", waitSeconds: 5 };
const serviceError = (name: string, cause = "no") => new StatesError(name, cause);

type Answer = (parameters: JsonObject) => Json;

/** The services, each call written down; those of `overrides` answer otherwise. */
function services(list: Json, overrides: Readonly<Record<string, Answer>> = {}) {
  const calls: Record<string, JsonObject[]> = {};
  const monitor: Answer = ({ Payload }) =>
    (Payload as JsonObject)["launching"] === true
      ? { ...(Payload as JsonObject), continue: true, waitSeconds: 5 }
      : completed;
  const answers: Record<string, Answer> = {
    "s3:getObject": () => list,
    "s3:listObjectsV2": () => list,
    "s3:putObject": () => ({}),
    "dynamodb:putItem": () => ({}),
    "dynamodb:updateItem": () => ({}),
    "ecs:runTask": () => ({ Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] }),
    "lambda:invoke": (parameters) => ({ Payload: monitor(parameters) }),
    ...overrides,
  };
  const integrations: Integrations = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      `${prefix}${name}`,
      (parameters) => {
        (calls[name] ??= []).push(parameters as JsonObject);
        return Promise.resolve().then(() => answer(parameters as JsonObject));
      },
    ]),
  );
  return { calls, integrations };
}

const run = async (input: Json, integrations: Integrations) => {
  const { end, history } = await execute({ stateMachine, integrations, input, realTime: false });
  return { end, path: enteredStates(history) };
};

/** What the containers were told. */
const told = (calls: Record<string, JsonObject[]>) =>
  (calls["ecs:runTask"] ?? [])
    .map((parameters) => parameters as unknown as RunTask)
    .map(({ Overrides: { ContainerOverrides } }) =>
      Object.fromEntries((ContainerOverrides[0]?.Environment ?? []).map(({ Name, Value }) => [Name, Value])),
    )
    .sort((a, b) => ((a["task_name"] ?? "") < (b["task_name"] ?? "") ? -1 : 1));

interface RunTask {
  readonly Overrides: {
    readonly ContainerOverrides: readonly { readonly Environment: { Name: string; Value: string }[] }[];
  };
}

/** The rows that were written: key and what is said of the entry. */
const rows = (calls: Record<string, JsonObject[]>) =>
  (calls["dynamodb:updateItem"] ?? [])
    .filter(({ TableName }) => TableName === "details")
    .map(({ Key, ExpressionAttributeValues }) => {
      const values = ExpressionAttributeValues as Record<string, { readonly S?: string }>;
      return {
        id: (Key as Record<string, { readonly S?: string }>)["ecs_task_id"]?.S,
        name: values[":task_name"]?.S,
        status: values[":status"]?.S,
        reason: values[":reason"]?.S,
      };
    });

/** What the monitor was handed after launching. */
const handedOver = (calls: Record<string, JsonObject[]>) =>
  (calls["lambda:invoke"] ?? [])
    .map(({ Payload }) => Payload as JsonObject)
    .filter(({ launching }) => launching !== true);

/** The number of tasks that the summary row was given. */
const counted = (calls: Record<string, JsonObject[]>) =>
  (calls["dynamodb:updateItem"] ?? [])
    .filter(({ TableName }) => TableName === "summary")
    .map((call) => (call["ExpressionAttributeValues"] as { ":entries": Json })[":entries"]);

describe("Given the definition of pattern 3", () => {
  it("When it is validated, then asl-validator finds no fault", () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it("When its states are named, then no name is used twice", () => {
    const names = JSON.stringify(definition).match(/"[A-Z]\w+":\{"Type"/g) ?? [];
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names).size).toBe(names.length);
  });

  it("When a minimal spec is run, then run, tasks and rows carry the deployment's values", async () => {
    const { calls, integrations } = services(lines(entry("a"), entry("b", { s3BucketName: "other" })));
    const { end } = await run(jsonl, integrations);
    const item = calls["dynamodb:putItem"]?.[0]?.["Item"] as Record<
      string,
      { readonly S?: string; readonly N?: string }
    >;
    const runId = item["workflow_run_id"]?.N ?? "";
    expect(end.status).toBe("SUCCEEDED");
    expect(item).toMatchObject({ number_of_tasks: { N: "0" }, running_tasks: { N: "0" }, status: { S: "Running" } });
    expect(JSON.parse(item["workflow_specs"]?.S ?? "")).toEqual({
      ...deployment,
      workflowRunId: runId,
      timeoutSeconds: 3_600,
      targetFolder: "",
      simulatedWorkSeconds: 0,
      launchConcurrency: 20,
      toleratedLaunchFailurePercentage: 50,
      ...jsonl,
    });
    expect(calls["s3:getObject"]).toEqual([{ Bucket: "kit-bucket", Key: "list.jsonl" }]);
    const common = {
      workflow_name: "kit",
      workflow_run_id: runId,
      target_folder: "",
      simulated_work_seconds: "0",
    };
    expect(told(calls)).toEqual([
      { ...common, task_name: "0:a", object_key: "in/a", s3_bucket_name: "kit-bucket" },
      { ...common, task_name: "1:b", object_key: "in/b", s3_bucket_name: "other" },
    ]);
    expect(rows(calls).map(({ name, status }) => [name, status])).toEqual([
      ["0:a", "Submitted"],
      ["1:b", "Submitted"],
    ]);
    expect(counted(calls)).toEqual([{ N: "2" }]);
    expect(handedOver(calls)).toEqual([{ workflowName: "kit", workflowRunId: runId }]);
  });

  it("When the source is CSV, then quoted fields and columns of its own are read", async () => {
    const list = 'taskName,s3BucketName,objectKey\r\na,other,"in/a, b"\r\n"say ""b""",kit-bucket,in/b\r\n';
    const { calls, integrations } = services(list);
    await run({ taskSource: { format: "CSV", key: "list.csv", bucket: "lists" } }, integrations);
    expect(calls["s3:getObject"]).toEqual([{ Bucket: "lists", Key: "list.csv" }]);
    expect(told(calls)).toMatchObject([
      { task_name: "0:a", object_key: "in/a, b", s3_bucket_name: "other" },
      { task_name: '1:say "b"', object_key: "in/b", s3_bucket_name: "kit-bucket" },
    ]);
  });

  it("When the source is a prefix, then each object is an entry of the source's bucket", async () => {
    const { calls, integrations } = services([{ Key: "in/x" }, { Key: "in/y" }]);
    const taskSource = { format: "PREFIX", prefix: "in/", bucket: "inputs" };
    await run({ taskSource, targetFolder: "out" }, integrations);
    expect(calls["s3:listObjectsV2"]).toEqual([{ Bucket: "inputs", Prefix: "in/" }]);
    expect(told(calls)).toMatchObject(
      ["x", "y"].map((name, index) => ({
        task_name: `${index}:in/${name}`,
        object_key: `in/${name}`,
        s3_bucket_name: "inputs",
        target_folder: "out",
      })),
    );
  });

  it.each<[string, Json, string]>([
    ["has no source", {}, "NoTaskSource"],
    ["is no object", ["a"], "NoTaskSource"],
    ["has a list", { taskList: [entry("a")], ...jsonl }, "ListInSpec"],
    ["has an unknown format", { taskSource: { format: "XML", key: "k" } }, "NoTaskSource"],
    ["has lines without a key", { taskSource: { format: "CSV" } }, "NoTaskSource"],
    ["has an empty key", { taskSource: { format: "CSV", key: "" } }, "NoTaskSource"],
    ["has key and prefix", { taskSource: { format: "JSONL", key: "k", prefix: "p" } }, "NoTaskSource"],
    ["has a prefix and no folder", { taskSource: { format: "PREFIX", prefix: "p" } }, "NoTaskSource"],
    ["names another cluster", { ...jsonl, clusterName: "other" }, "ForeignDeployment"],
    ["has a number for a run id", { ...jsonl, workflowRunId: 7 }, "ForeignDeployment"],
    ["has a number for the run it redrives", { ...jsonl, redriveOf: 7 }, "ForeignDeployment"],
    ["names a run to redrive, and no list", { redriveOf: "7" }, "NoTaskSource"],
    ["launches nothing at once", { ...jsonl, launchConcurrency: 0 }, "ForeignDeployment"],
    ["tolerates more than all", { ...jsonl, toleratedLaunchFailurePercentage: 101 }, "ForeignDeployment"],
  ])("When the spec %s, then it is refused before anything is written", async (_case, spec, state) => {
    const { calls, integrations } = services("");
    const { end, path } = await run(spec, integrations);
    expect({ end, state: path.at(-1), calls }).toEqual({
      end: { status: "FAILED", error: "InvalidWorkflowSpec", cause: expect.stringContaining("Nothing was started.") },
      state,
      calls: {},
    });
  });

  it("When the spec names the run that it redrives, then the run's row refers to it, and the list is launched", async () => {
    const { calls, integrations } = services(lines(entry("a")));
    const { end } = await run({ ...jsonl, redriveOf: "7" }, integrations);
    expect([end.status, calls["dynamodb:putItem"]?.map(({ Item }) => (Item as JsonObject)["redrive_of"])]).toEqual([
      "SUCCEEDED",
      [{ N: "7" }],
    ]);
    expect(told(calls)).toHaveLength(1);
  });

  it("When the run id was used before, then nothing is read or launched", async () => {
    const { calls, integrations } = services(lines(entry("a")), {
      "dynamodb:putItem": () => {
        throw serviceError("DynamoDB.ConditionalCheckFailedException");
      },
    });
    const { end } = await run(jsonl, integrations);
    expect([end, Object.keys(calls)]).toEqual([
      expect.objectContaining({ status: "FAILED", error: "RunIdAlreadyUsed" }),
      ["dynamodb:putItem"],
    ]);
  });

  it("When entries lack name or key, or are no objects, then each gets a row that says so, and the others go on", async () => {
    const { calls, integrations } = services(
      lines(entry("a"), { taskName: "b" }, "c", { objectKey: "in/d", taskName: 4 }),
      {},
    );
    await run({ ...jsonl, toleratedLaunchFailurePercentage: 100 }, integrations);
    const reason = "could not be launched: the entry needs taskName and objectKey, both text";
    expect(rows(calls).sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1))).toEqual([
      { id: "arn:task/1", name: "0:a", status: "Submitted", reason: undefined },
      ...[1, 2, 3].map((index) => ({
        id: notLaunchedId("kit", String(index)),
        name: `${index}:`,
        status: "Failed",
        reason,
      })),
    ]);
  });

  it("When more cannot be launched than is tolerated, then no more is tried, and the monitor learns why", async () => {
    const { calls, integrations } = services(lines(...Array.from({ length: 100 }, (_, index) => entry(`t${index}`))), {
      "ecs:runTask": () => {
        throw serviceError("ECS.AccessDeniedException", "not allowed");
      },
    });
    await run({ ...jsonl, toleratedLaunchFailurePercentage: 5, launchConcurrency: 2 }, integrations);
    expect(calls["ecs:runTask"]?.length).toBeLessThan(12);
    expect(rows(calls)[0]).toEqual({
      id: notLaunchedId("kit", "0"),
      name: "0:t0",
      status: "Failed",
      reason: "could not be launched: ECS.AccessDeniedException: not allowed",
    });
    expect(counted(calls)).toEqual([{ N: "100" }]);
    expect(handedOver(calls)).toEqual([
      expect.objectContaining({
        launchError: expect.stringContaining("States.ExceedToleratedFailureThreshold: "),
      }),
    ]);
  });

  it("When the source cannot be read, then the monitor is handed a run of no tasks, with the reason", async () => {
    const { calls, integrations } = services("", {
      "s3:getObject": () => {
        throw serviceError("S3.NoSuchKey", "The specified key does not exist.");
      },
    });
    await run(jsonl, integrations);
    expect(counted(calls)).toEqual([{ N: "0" }]);
    expect(handedOver(calls)).toEqual([
      expect.objectContaining({ launchError: "States.ItemReaderFailed: The specified key does not exist." }),
    ]);
  });

  it("When the deadline passes while entries are launched, then launching ends and the monitor takes over", async () => {
    let launches = 0;
    const { calls, integrations } = services(lines(...Array.from({ length: 500 }, (_, index) => entry(`t${index}`))), {
      // No room, again and again: launching would take minutes.
      "ecs:runTask": () => {
        launches += 1;
        return { Tasks: [], Failures: [{ Reason: "no room" }] };
      },
      "lambda:invoke": ({ Payload }) => ({
        Payload:
          (Payload as JsonObject)["launching"] === true
            ? { ...(Payload as JsonObject), continue: launches < 40 }
            : completed,
      }),
    });
    const { end, path } = await run(jsonl, integrations);
    const launchesAtEnd = launches;
    expect(path).toContain("EndLaunch");
    expect([end.status, counted(calls)]).toEqual(["SUCCEEDED", [{ N: "500" }]]);
    expect(handedOver(calls)).toEqual([{ workflowName: "kit", workflowRunId: expect.any(String) }]);
    expect(launches).toBe(launchesAtEnd);
  });

  it("When the monitor fails while entries are launched, then launching goes on", async () => {
    const { calls, integrations } = services(lines(entry("a")), {
      "lambda:invoke": ({ Payload }) => {
        if ((Payload as JsonObject)["launching"] === true) throw serviceError("Lambda.Unknown");
        return { Payload: completed };
      },
    });
    const { end } = await run(jsonl, integrations);
    expect([end.status, counted(calls)]).toEqual(["SUCCEEDED", [{ N: "1" }]]);
  });

  it("When nobody knows whether a task started, then it is not started again, and only the monitor judges", async () => {
    const { calls, integrations } = services(lines(entry("a")), {
      "ecs:runTask": () => {
        throw serviceError("ECS.ServerException");
      },
    });
    await run(jsonl, integrations);
    expect([calls["ecs:runTask"]?.length, rows(calls), counted(calls)]).toEqual([1, [], [{ N: "1" }]]);
  });
});
