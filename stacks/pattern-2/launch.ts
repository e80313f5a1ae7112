import type { Deployment } from "../../workflow/deployment";
import type { States } from "../asl";
import { entryStart, entryStates, placement, selectedOfSpec, type EntryPaths } from "../entry-states";
import { recordRuns } from "../records";

/** RunTask calls under way at once: at 0.5 s a call, the 20 tasks/s that Fargate launches. */
const launchConcurrency = 10;

/** Tries again after ECS said "not now": a few minutes of them, since each takes of the history that all entries share. */
const launchAttempts = 8;

const entry: EntryPaths = {
  taskName: "$.entry.taskName",
  s3BucketName: "$.entry.s3BucketName",
  objectKey: "$.entry.objectKey",
};

/**
 * Records the run, then launches each entry of the list. Whatever happens to an entry, or to the Map as a whole, leads to
 * `next`: the monitor accounts for what is not recorded.
 */
export const launchStates = (deployment: Deployment, clusterArn: string, next: string): States => ({
  ...recordRuns(deployment, "LaunchTasks"),
  LaunchTasks: {
    Type: "Map",
    ItemsPath: "$.spec.taskList",
    MaxConcurrency: launchConcurrency,
    ItemSelector: {
      ...selectedOfSpec,
      "entry.$": "States.JsonMerge($.entryDefaults, $$.Map.Item.Value, false)",
      placement,
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: entryStart,
      States: entryStates(deployment, clusterArn, { entry, launchAttempts, identity: entry.taskName }),
    },
    ResultPath: null,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: next }],
    Next: next,
  },
});
