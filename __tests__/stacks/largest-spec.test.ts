import { SimulatedRun } from "../../tools/simulated/simulated-run";
import { inSimulatedTime } from "../../tools/simulated/simulated-time";
import type { Pattern } from "../../workflow/deployment";
import { recordedBytes, specBytes } from "../../workflow/parse-spec";
import { deployment } from "../support/deployment";

const names = Array.from({ length: 260 }, (_, index) => String(index));
const specOf = (keyBytes: number, folderBytes: number) => ({
  taskList: names.map((taskName) => ({ taskName, objectKey: "k".repeat(keyBytes) })),
  targetFolder: "f".repeat(folderBytes),
});

/** A spec that takes so many bytes in the row of its run. */
function specWith(bytes: number) {
  const keyBytes = Math.floor((bytes - recordedBytes(specOf(0, 0))) / names.length);
  return specOf(keyBytes, bytes - recordedBytes(specOf(keyBytes, 0)));
}

const run = (pattern: Pattern, bytes: number) =>
  inSimulatedTime("2026-11-24T22:48:54.000Z", 3_600, async () => {
    const simulated = new SimulatedRun({
      pattern,
      deployment,
      maxTimeoutSeconds: 3_600,
      work: () => ({ moments: [{ afterSeconds: 1, status: "Completed" }], exitCode: 0 }),
    });
    const { end } = await simulated.start(specWith(bytes)).ended;
    return { end, starts: new Set(simulated.tasks.starts).size };
  });

describe.each([1, 2] as const)("Given pattern %i and a long list in the spec", (pattern) => {
  it("When it is as large as it may be, then no state's data is too large on the way, and every entry is launched", async () => {
    expect(await run(pattern, specBytes)).toMatchObject({ end: { status: "SUCCEEDED" }, starts: names.length });
  });

  it("When it has a byte more, then it is refused, and nothing is started", async () => {
    const cause = `spec: it takes ${specBytes + 1} bytes in the row of its run, of at most ${specBytes};`;
    expect(await run(pattern, specBytes + 1)).toMatchObject({
      end: { error: "InvalidWorkflowSpec", cause: expect.stringContaining(cause) as unknown },
      starts: 0,
    });
  });
});
