import * as dynamodb from "@aws-sdk/client-dynamodb";
import fc from "../support/seeded";
import { promiseProperty, type Ledger } from "../support/model/promise-property";
import { startAuditTables } from "../support/audit-tables";

type Commands = Record<string, new (input: never) => dynamodb.PutItemCommand>;

describe("Given any order of launches, task writes, polls, retries and answers of ECS", () => {
  const closes: (() => Promise<void>)[] = [];
  beforeAll(() => {
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });
  afterAll(() => Promise.all(closes.map((close) => close())));

  /** Rows in tables of an engine. */
  async function engineLedger(): Promise<Ledger> {
    const tables = await startAuditTables();
    closes.push(() => tables.close());
    return {
      execute: (name, input) => {
        const Command = (dynamodb as unknown as Commands)[name];
        if (!Command) throw new Error(`DynamoDB has no ${name}`);
        return tables.client.send(new Command(input));
      },
      rows: async () => [...(await tables.summaries()), ...(await tables.details())],
      traces: () => [],
    };
  }

  it("When hundreds of runs are over, then each entry has one end, none ever changed, and the counts add up", async () => {
    await fc.assert(promiseProperty(), { numRuns: 500 });
  }, 1_800_000);

  it("When the rows are in an engine's tables, then the same holds", async () => {
    await fc.assert(promiseProperty(engineLedger), { numRuns: 20 });
  }, 300_000);
});
