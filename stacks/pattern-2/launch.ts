import { bucketFolders } from "../../workflow/bucket";
import type { SpecContext } from "../../workflow/spec-rules";
import { fail, inputWith, jsonata, renamed, rule, sameInput, type State, type States } from "../asl";
import { entryStart, entryStates } from "./entry-states";
import { readers, type Reader } from "./readers";
import type { RecordedDeployment } from "./records";
import { watchStart, watchStates } from "./watch";

/** The error by which launching says that it came to its own end. */
export const launchEnded = "LaunchEnded";

const mapName = ({ name }: Reader): string => `Launch${name}`;

/** Input of an entry's execution. The bucket is that of a list in S3. */
const itemSelector = (reader: Reader) => ({
  run: jsonata("$states.input.run"),
  index: jsonata("$states.context.Map.Item.Index"),
  item: jsonata("$states.context.Map.Item.Value"),
  ...(reader.hasFolders && { bucket: jsonata("$states.input.source.bucket") }),
});

const launchMap = (deployment: RecordedDeployment, clusterArn: string, reader: Reader): State => ({
  Type: "Map",
  ...reader.items,
  ItemSelector: itemSelector(reader),
  MaxConcurrency: jsonata("$states.input.launchConcurrency"),
  // Of a list in a spec every entry has its try. Of a long one in S3 a million need not be refused one by one.
  ToleratedFailurePercentage:
    "ItemReader" in reader.items ? jsonata("$states.input.spec.toleratedLaunchFailurePercentage") : 100,
  ItemProcessor: {
    // Standard: an Express execution lasts five minutes, and one that waits for room may wait for hours.
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: `${entryStart}${reader.name}`,
    States: renamed(entryStates(deployment, clusterArn, reader), reader.name),
  },
  // Without a writer the Map would gather a result for each entry, and fail above 256 KiB.
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket: deployment.s3BucketName, Prefix: bucketFolders.launches },
  },
  Next: "EndOfList",
});

function launchStates(context: SpecContext, deployment: RecordedDeployment, clusterArn: string): States {
  const lists = readers(context);
  return {
    ChooseList: { Type: "Choice", Choices: lists.map((reader) => rule(reader.chosen, mapName(reader))) },
    ...Object.fromEntries(lists.map((reader) => [mapName(reader), launchMap(deployment, clusterArn, reader)])),
    EndOfList: fail(launchEnded, "The list was read to its end."),
  };
}

/**
 * Launches each entry of the list and watches the tasks meanwhile. Both branches end by a failure, on purpose: that is how a
 * Parallel state ends the other one too. So the list's end ends the watching, and the deadline ends the launching.
 *
 * @param next follows in any case, with the end as `launchEnd`
 */
export const launchAndWatch = (
  context: SpecContext,
  deployment: RecordedDeployment,
  clusterArn: string,
  monitorArn: string,
  next: string,
): States => ({
  LaunchAndWatch: {
    Type: "Parallel",
    Comment:
      "Ends by a failure in any case, which ends its other branch: EndOfList when every entry had its turn, EndLaunch at the deadline",
    Branches: [
      { StartAt: "ChooseList", States: launchStates(context, deployment, clusterArn) },
      { StartAt: watchStart, States: watchStates(monitorArn) },
    ],
    Output: sameInput,
    Catch: [{ ErrorEquals: ["States.ALL"], Output: inputWith({ launchEnd: "$states.errorOutput" }), Next: next }],
    Next: next,
  },
});
