import { bucketFolders } from "../../workflow/bucket-folders";
import type { Deployment } from "../../workflow/deployment";
import { fail, renamed, type State, type States } from "../asl";
import { entryStart, entryStates, placement, selectedOfSpec } from "../entry-states";
import { notLaunchedKey, recordNotLaunched } from "../records";
import { chooseReader, itemSelector, namelessTask, readers, type Reader } from "./readers";
import { watchStart, watchStates } from "./watch";

/** The error by which launching says that it came to its own end. */
export const launchEnded = "LaunchEnded";

/**
 * Tries again after ECS said "not now", up to a minute apart: half an hour and more, since a run that is bounded by the
 * account's vCPU quota waits for tasks to end.
 */
const launchAttempts = 60;

const faultyEntry = "could not be launched: the entry needs taskName and objectKey, both text";

function childStates(deployment: Deployment, clusterArn: string, { entry, check }: Reader): States {
  const launching = entryStates(deployment, clusterArn, {
    entry,
    launchAttempts,
    identity: "$.index",
    // A failure for the Map to count.
    afterNotLaunched: "EntryNotLaunched",
  });
  const checking: States = {
    CheckEntry: { Type: "Choice", Choices: [{ ...check, Next: entryStart }], Default: "RecordFaultyEntry" },
    RecordFaultyEntry: recordNotLaunched(deployment, {
      taskId: notLaunchedKey("$.index"),
      taskName: namelessTask,
      reason: `'${faultyEntry}'`,
      next: "EntryNotLaunched",
      afterFailure: "EntryDone",
    }),
  };
  return {
    ...(check ? checking : {}),
    ...launching,
    EntryNotLaunched: fail("EntryNotLaunched", "The entry could not be launched: its row says why."),
  };
}

const mapName = ({ format }: Reader): string => `LaunchFrom${format}`;

const launchMap = (deployment: Deployment, clusterArn: string, reader: Reader): State => ({
  Type: "Map",
  ItemReader: reader.itemReader,
  ItemSelector: { ...selectedOfSpec, ...itemSelector, placement },
  MaxConcurrencyPath: "$.spec.launchConcurrency",
  ToleratedFailurePercentagePath: "$.spec.toleratedLaunchFailurePercentage",
  ItemProcessor: {
    // Standard, since an Express execution may happen twice, and RunTask of this integration takes no client token.
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: `${reader.check ? "CheckEntry" : entryStart}From${reader.format}`,
    States: renamed(childStates(deployment, clusterArn, reader), `From${reader.format}`),
  },
  // Without a writer the Map would gather a result for each entry, and fail above 256 KiB.
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: deployment.s3BucketName, Prefix: bucketFolders.launches },
  },
  Next: "EndOfSource",
});

const launchStates = (deployment: Deployment, clusterArn: string): States => ({
  ChooseReader: chooseReader(mapName),
  ...Object.fromEntries(readers.map((reader) => [mapName(reader), launchMap(deployment, clusterArn, reader)])),
  EndOfSource: fail(launchEnded, "The source was read to its end."),
});

/**
 * Launches each entry of the source and watches the tasks meanwhile. Both branches end by a failure, on purpose: that is how
 * a Parallel state ends the other one too. So the source's end ends the watching, and the deadline ends the launching.
 *
 * @param next follows in any case, with the end as `$.launchEnd`
 */
export const launchAndWatch = (
  deployment: Deployment,
  clusterArn: string,
  monitorArn: string,
  next: string,
): States => ({
  LaunchAndWatch: {
    Type: "Parallel",
    Branches: [
      { StartAt: "ChooseReader", States: launchStates(deployment, clusterArn) },
      { StartAt: watchStart, States: watchStates(monitorArn) },
    ],
    ResultPath: null,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.launchEnd", Next: next }],
    Next: next,
  },
});
