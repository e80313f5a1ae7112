import fc from "./seeded";
import { launch } from "../../handlers/task-launcher/launcher";
import { toRow, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { limits } from "../../workflow/limits";
import { bytesOf } from "../../workflow/utf8";
import { deployment } from "./deployment";
import { toldTo } from "./ecs-answers";
import { dynamodbClient, MemoryDynamodb } from "./simulated/memory-dynamodb";
import { ecsClient } from "./model/model-ecs";
import { brokenSpec, validSpec } from "./spec-arbitraries";
import { noLists } from "./lists";
import { copyJob } from "../../workflow/job";

interface Recorded {
  readonly runTask: Record<string, unknown>[];
  readonly rows: (SummaryRow | DetailRow)[];
  /** Names of all attributes that were written. */
  readonly attributes: Set<string>;
}

let calls: Recorded = { runTask: [], rows: [], attributes: new Set() };
let tables = new MemoryDynamodb();
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = () => new Date("2026-11-24T22:48:54.000Z");
// Clients take long to make: all specs share them.
const audit = new AuditStore(
  dynamodbClient((name, input) => Promise.resolve(tables.execute(name, input))),
  { summary: "summary", details: "details" },
  now,
);
const ecs = ecsClient((_name, input) => {
  calls.runTask.push({ ...input });
  return Promise.resolve({ tasks: [{ taskArn: `arn:task/${calls.runTask.length}` }], failures: [] });
});

/** Calls the launcher with a spec, and records what it does. */
async function launchWith(input: unknown): Promise<{ recorded: Recorded; error?: unknown }> {
  calls = { runTask: [], rows: [], attributes: new Set() };
  const recorded = calls;
  tables = new MemoryDynamodb((item) => {
    recorded.rows.push(toRow(item));
    for (const name of Object.keys(item)) recorded.attributes.add(name);
  });
  const execution = { executionArn: "arn:execution", startTime: "2026-11-24T22:48:54.000Z", input };
  const dependencies = {
    ecs,
    audit,
    deployment,
    maxTimeoutSeconds: 3_600,
    job: copyJob,
    readList: noLists,
    logger,
    now,
  };
  try {
    await launch({ execution }, dependencies, () => 300_000);
    return { recorded };
  } catch (error) {
    return { recorded, error };
  }
}

/** Tests the launcher with so many specs drawn at random. */
export function describeSpecs(runs: { readonly broken: number; readonly valid: number }): void {
  describe("Given specs of every kind", () => {
    it("When they are broken, then they are refused with the path of the fault, and nothing is called", async () => {
      await fc.assert(
        fc.asyncProperty(brokenSpec(deployment), async ({ spec, path }) => {
          const { recorded, error } = await launchWith(spec);
          expect(recorded).toEqual({ runTask: [], rows: [], attributes: new Set() });
          expect(error).toBeInstanceOf(InvalidWorkflowSpec);
          const { faults } = error as InvalidWorkflowSpec;
          const paths = faults.map((fault) => fault.split(": ")[0] ?? "");
          expect(faults.filter((fault) => fault.split(", received ").length > 2)).toEqual([]);
          expect(paths.filter((found) => found === path || found.startsWith(`${path}.`))).not.toEqual([]);
        }),
        { numRuns: runs.broken },
      );
    });

    it("When they are valid, then each entry is launched once with its own words, and no attribute is added to a row", async () => {
      const { recorded: usual } = await launchWith({ taskList: [{ taskName: "a", objectKey: "in/file" }] });
      await fc.assert(
        fc.asyncProperty(validSpec(deployment), async (spec) => {
          const { recorded, error } = await launchWith(spec);
          expect(error).toBeUndefined();
          const entries = spec["taskList"] as readonly Record<string, string>[];
          expect(
            recorded.runTask.map(({ overrides }) => [toldTo(overrides, "task_name"), toldTo(overrides, "object_key")]),
          ).toEqual(entries.map(({ taskName, objectKey }) => [taskName, objectKey]));
          expect(
            recorded.runTask.filter(
              ({ overrides }) => bytesOf(JSON.stringify(overrides)) > limits.taskOverridesCharacters,
            ),
          ).toEqual([]);
          expect(recorded.rows.filter((row) => "ecs_task_id" in row).map((row) => row.task_name)).toEqual(
            entries.map(({ taskName }) => taskName),
          );
          expect(recorded.attributes).toEqual(usual.attributes);
        }),
        { numRuns: runs.valid },
      );
    });

    afterAll(() => {
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect("polluted" in {}).toBe(false);
    });
  });
}
