import type { Json, JsonObject } from "../../../../tools/local/json";
import { StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { call, machineOf, processorOf, start, type Answer } from "../../../support/state-machine";

const map = {
  Type: "Map",
  Items: "{% $states.input.list %}",
  ItemSelector: {
    index: "{% $states.context.Map.Item.Index %}",
    entry: "{% $merge([$states.input.defaults, $states.context.Map.Item.Value]) %}",
  },
  MaxConcurrency: "{% $states.input.concurrency %}",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Work",
    States: {
      Work: call("work", {
        Arguments: {
          Token: "{% $hash($states.input.entry.name & ' ' & $string($states.input.index), 'SHA-256') %}",
          Name: "{% $states.input.entry.name %}",
        },
        Output: "{% $states.result.done %}",
        End: true,
      }),
    },
  },
  End: true,
} as const;

const input = { concurrency: 2, defaults: { bucket: "b" }, list: [{ name: "a", bucket: "other" }, { name: "c" }] };

describe("Given a Distributed Map over a list in the state's input", () => {
  it("When it runs, then each item has an execution of its own, and the outputs come in the order of the list", async () => {
    const execution = start(machineOf({ Launch: map }), input, {
      work: ({ Name }: { Name: string }) => ({ done: `${Name} done` }),
    });
    const { end, history, mapRuns } = await execution.ended;
    expect(end).toEqual({ status: "SUCCEEDED", output: ["a done", "c done"] });
    expect(history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`)).toEqual([
      "1<0 ExecutionStarted",
      "2<0 MapStateEntered",
      "3<2 MapStateStarted",
      "4<3 MapRunStarted",
      "5<4 MapRunSucceeded",
      "6<5 MapStateSucceeded",
      "7<4 MapStateExited",
      "8<7 ExecutionSucceeded",
    ]);
    const [mapRun] = mapRuns;
    expect(mapRun?.arn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:machine\/[0-9a-f]{32}:[0-9a-f-]{36}$/);
    expect(
      mapRun?.children.map(({ executionArn, input: own }) => [executionArn.replace(/[^:/]*:[^:]*$/, ""), own]),
    ).toEqual([
      ["arn:aws:states:eu-west-1:123456789012:execution:machine/", { index: 0, entry: { name: "a", bucket: "other" } }],
      ["arn:aws:states:eu-west-1:123456789012:execution:machine/", { index: 1, entry: { name: "c", bucket: "b" } }],
    ]);
  });
});

describe("Given a Distributed Map over a list in S3", () => {
  const processor = processorOf({ Work: call("work", { End: true }) });
  const each = (more: JsonObject) => machineOf({ Each: { Type: "Map", ItemProcessor: processor, End: true, ...more } });

  const reader = (InputType: string, more: JsonObject = {}) => ({
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType, ...more },
      Arguments: { Bucket: "{% $states.input.bucket %}", Key: "list" },
    },
  });
  const listing = {
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Arguments: { Bucket: "{% $states.input.bucket %}", Prefix: "in/" },
    },
  };
  const csv = 'name,note\na,"1,5"\nb,x\n';

  /** Runs a Map over what S3 holds. What is put there is kept. */
  async function run(map: JsonObject, content: Json | StatesError, answer: Answer = (given: Json) => given) {
    const put: { readonly Bucket: string; readonly Key: string; readonly Body: string }[] = [];
    const read: Json[] = [];
    const s3 = (given: Json): Promise<Json> => {
      read.push(given);
      return content instanceof StatesError ? Promise.reject(content) : Promise.resolve(content);
    };
    const execution = start(
      each(map),
      { bucket: "b", most: 50, tooMany: 100.1 },
      { work: answer },
      {},
      {
        "arn:aws:states:::s3:getObject": s3,
        "arn:aws:states:::s3:listObjectsV2": s3,
        "arn:aws:states:::s3:putObject": (object) => {
          put.push(object as unknown as (typeof put)[number]);
          return Promise.resolve({});
        },
      },
    );
    const { end, history, mapRuns } = await execution.ended;
    return { end, history, mapRuns, execution, put, read };
  }

  it.each<[string, JsonObject, Json, Json]>([
    ["lines of JSON", reader("JSONL"), '{"a":1}\n\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ["a list in JSON", reader("JSON"), "[1, 2]", [1, 2]],
    [
      "CSV",
      reader("CSV", { CSVHeaderLocation: "FIRST_ROW" }),
      csv,
      [
        { name: "a", note: "1,5" },
        { name: "b", note: "x" },
      ],
    ],
    [
      "values of every kind",
      { ...reader("JSONL"), ItemSelector: "{% $states.context.Map.Item.Value %}" },
      'null\n[]\n[1]\n[[1]]\n"x"\n0\nfalse\n{}\n',
      [null, [], [1], [[1]], "x", 0, false, {}],
    ],
    ["objects of a bucket", listing, [{ Key: "in/a", Size: 1 }], [{ Key: "in/a", Size: 1 }]],
  ])("When it reads %s, then each item is the input of an execution", async (_, map, content, output) => {
    const { end, history } = await run(map, content);
    expect(end).toEqual({ status: "SUCCEEDED", output });
    expect(history.find(({ type }) => type === "MapStateStarted")?.mapStateStartedEventDetails).toEqual({ length: 0 });
  });

  it.each<[string, JsonObject, Json | StatesError, string]>([
    ["the object is not there", reader("JSONL"), new StatesError("S3.NoSuchKey", "no such key"), "no such key"],
    ["a line is no JSON", reader("JSONL"), "{}\n{", "JSON"],
    ["the object is no list", reader("JSON"), '{"a":1}', "Attempting to map over non-iterable node."],
  ])("When %s, then the Map Run fails with States.ItemReaderFailed", async (_, map, content, cause) => {
    const { end, history, mapRuns } = await run(map, content);
    expect(end).toEqual({
      status: "FAILED",
      error: "States.ItemReaderFailed",
      cause: expect.stringContaining(cause) as unknown,
    });
    expect([mapRuns[0]?.status, ...history.slice(-3).map(({ type }) => type)]).toEqual([
      "FAILED",
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  const failing: Answer = ({ fails }: { readonly fails?: boolean }) =>
    fails === true ? new StatesError("Broken", "no") : {};
  const lines = (...fails: readonly boolean[]) => fails.map((one) => `{"fails":${one}}\n`).join("");

  it.each<[string, JsonObject, string]>([
    ["no failure is tolerated", {}, "FAILED"],
    ["as many are tolerated as fail", { ToleratedFailurePercentage: 50 }, "SUCCEEDED"],
    ["fewer are tolerated", { ToleratedFailurePercentage: 49 }, "FAILED"],
    [
      "so many of a hundred are tolerated by an expression",
      { ToleratedFailurePercentage: "{% $states.input.most %}" },
      "SUCCEEDED",
    ],
  ])("When %s and two of four fail, then it is %s", async (_, more, status) => {
    const { end } = await run({ ...reader("JSONL"), ...more }, lines(false, true, true, false), failing);
    expect(end.status).toBe(status);
    if (end.status === "FAILED") expect(end.error).toBe("States.ExceedToleratedFailureThreshold");
  });

  it.each<[string, JsonObject, string]>([
    [
      "a percentage above 100",
      { ToleratedFailurePercentage: "{% $states.input.tooMany %}" },
      "must be between 0 and 100",
    ],
    [
      "a text for a percentage",
      { ToleratedFailurePercentage: "{% $states.input.bucket %}" },
      "Expected 'number', but was 'string'",
    ],
    [
      "a fraction for a number",
      { MaxConcurrency: "{% 1.5 %}" },
      "The MaxConcurrency cannot be parsed as a long value: 1.5",
    ],
  ])("When it has %s, then the error is States.QueryEvaluationError", async (_, more, cause) => {
    expect((await run({ ...reader("JSONL"), ...more }, lines(false))).end).toMatchObject({
      error: "States.QueryEvaluationError",
      cause: expect.stringContaining(cause) as unknown,
    });
  });

  it("When it has a ResultWriter, then the executions are written by how they ended, and a manifest", async () => {
    const ResultWriter = {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: "{% $states.input.bucket %}", Prefix: "runs" },
    };
    const map = { ...reader("JSONL"), ResultWriter, ToleratedFailurePercentage: 50 };
    const { end, mapRuns, put } = await run(map, lines(false, true), failing);
    const [mapRun] = mapRuns;
    const folder = `runs/${String(mapRun?.arn.split(":").at(-1))}`;
    expect(end).toEqual({
      status: "SUCCEEDED",
      output: { MapRunArn: mapRun?.arn, ResultWriterDetails: { Bucket: "b", Key: `${folder}/manifest.json` } },
    });
    expect(put.map(({ Key }) => Key)).toEqual(
      ["FAILED_0", "SUCCEEDED_0", "manifest"].map((name) => `${folder}/${name}.json`),
    );
    const [failed] = JSON.parse(put[0]?.Body ?? "") as JsonObject[];
    expect(failed).toMatchObject({ Status: "FAILED", Error: "Broken", Cause: "no", Input: '{"fails":true}' });
  });

  it("When it may have two executions at once, then there are no more", async () => {
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
      return null;
    };
    await run({ ...reader("JSONL"), MaxConcurrency: 2 }, lines(...Array.from({ length: 9 }, () => false)), work);
    expect(most).toBe(2);
  });

  it("When a state asks for its Map Runs, then Step Functions counts them", async () => {
    const states = {
      Each: {
        Type: "Map",
        Items: "{% $states.input.list %}",
        ItemProcessor: processor,
        Output: {},
        Next: "List",
      },
      List: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sfn:listMapRuns",
        Arguments: { ExecutionArn: "{% $states.context.Execution.Id %}" },
        Next: "Describe",
      },
      Describe: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sfn:describeMapRun",
        Arguments: { MapRunArn: "{% $states.input.MapRuns[0].MapRunArn %}" },
        Output: "{% $states.result.{'status': Status, 'total': ItemCounts.Total, 'done': ItemCounts.Succeeded} %}",
        End: true,
      },
    };
    const answer = { work: () => null };
    expect((await start(machineOf(states), { list: [1, 2] }, answer).ended).end).toEqual({
      status: "SUCCEEDED",
      output: { status: "SUCCEEDED", total: 2, done: 2 },
    });
    const denialOf = (action: string) => (action === "states:ListMapRuns" ? "not authorized" : undefined);
    expect((await start(machineOf(states), { list: [] }, answer, { denialOf }).ended).end).toMatchObject({
      error: "Sfn.SfnException",
    });
  });

  it("When the role may not start executions, then the Map Run fails", async () => {
    const denialOf = (action: string, resource: string) =>
      action === "states:StartExecution" ? `not authorized: ${resource}` : undefined;
    const map = each({ Items: "{% $states.input.list %}" });
    expect((await start(map, { list: [1] }, { work: () => null }, { denialOf }).ended).end).toEqual({
      status: "FAILED",
      error: "States.Permissions",
      cause: "not authorized: arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
    });
  });
});
