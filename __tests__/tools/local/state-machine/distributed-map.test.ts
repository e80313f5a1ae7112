import { call, machineOf, start } from "../../../support/state-machine";

const map = {
  Type: "Map",
  QueryLanguage: "JSONata",
  Items: "{% $states.input.list %}",
  ItemSelector: {
    index: "{% $states.context.Map.Item.Index %}",
    entry: "{% $merge([$states.input.defaults, $states.context.Map.Item.Value]) %}",
  },
  MaxConcurrency: "{% $states.input.concurrency %}",
  Label: "Launch",
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

describe("Given a Distributed Map over a list in the state's input, in JSONata", () => {
  it("When it runs, then each item has an execution of its own, and the outputs come in the order of the list", async () => {
    const execution = start(machineOf({ Launch: map }, { QueryLanguage: "JSONata" }), input, {
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
      "7<5 MapStateExited",
      "8<7 ExecutionSucceeded",
    ]);
    const [mapRun] = mapRuns;
    expect(mapRun?.arn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:machine\/Launch:[0-9a-f-]{36}$/);
    expect(mapRun?.children.map(({ executionArn, input: own }) => [executionArn.replace(/[^:]*$/, ""), own])).toEqual([
      [
        "arn:aws:states:eu-west-1:123456789012:execution:machine/Launch:",
        { index: 0, entry: { name: "a", bucket: "other" } },
      ],
      [
        "arn:aws:states:eu-west-1:123456789012:execution:machine/Launch:",
        { index: 1, entry: { name: "c", bucket: "b" } },
      ],
    ]);
  });
});
