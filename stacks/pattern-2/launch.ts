import { bucketFolders } from "../../workflow/bucket";
import { fail, inputWith, invoke, iterator, jsonata, rule, sameInput, type State, type States } from "../asl";
import { entryStates } from "./entry-states";
import type { Pattern2Props } from "./props";
import { redriveCount } from "./records";
import { readers, type Reader } from "./readers";

/** The errors by which launching ends as it should: it came to its own end, or was still going on at the deadline. */
const [launchEnded, deadlinePassed] = ["LaunchEnded", "DeadlinePassed"];

/** Characters of another error that the monitor is told: the list may leave little room beside it. */
const launchErrorCharacters = 1_000;

const mapName = ({ name }: Reader): string => `Launch${name}`;

/**
 * Input of an entry's execution. The bucket is that of a list in S3. An execution that is redriven may have been stopped before; AWS's
 * documents do not say that an item which was not begun then sees the new count: watching ends the launching in any case.
 */
const itemSelector = (reader: Reader) => ({
  run: jsonata(`$merge([$states.input.run, {"isRedriven": ${redriveCount} > $states.input.run.redriveCount}])`),
  index: jsonata("$states.context.Map.Item.Index"),
  item: jsonata("$states.context.Map.Item.Value"),
  ...(reader.hasFolders && { bucket: jsonata("$states.input.source.bucket") }),
});

/** The same states with `suffix` after each name, also where one is named as the next: a state machine can have a name only once. */
const renamed = (states: States, suffix: string): States => {
  const retarget = (key: string, value: unknown) =>
    ["Next", "Default"].includes(key) ? `${String(value)}${suffix}` : value;
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name + suffix,
      JSON.parse(JSON.stringify(state), retarget) as State,
    ]),
  );
};

const launchMap = (props: Pattern2Props, reader: Reader): State => ({
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
    StartAt: `CheckEntry${reader.name}`,
    States: renamed(entryStates(props, reader), reader.name),
  },
  // Without a writer the Map would gather a result for each entry, and fail above 256 KiB.
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket: props.deployment.s3BucketName, Prefix: bucketFolders.launches },
  },
  Next: "EndOfList",
});

function launchStates(props: Pattern2Props): States {
  const lists = readers(props);
  return {
    ChooseList: { Type: "Choice", Choices: lists.map((reader) => rule(reader.chosen, mapName(reader))) },
    ...Object.fromEntries(lists.map((reader) => [mapName(reader), launchMap(props, reader)])),
    EndOfList: fail(launchEnded, "The list was read to its end."),
  };
}

/**
 * Has the monitor look after the tasks while others are still being launched, which may take hours: tasks that died are
 * settled while ECS still knows why. It ends, as a failure, with the run's deadline.
 */
const watchStates = (monitorArn: string): States => ({
  WatchLaunch: {
    ...invoke(monitorArn),
    // Launching goes on without a watcher: the monitor that comes after accounts for everything.
    Catch: [{ ErrorEquals: ["States.ALL"], Output: sameInput, Next: "WaitForLaunch" }],
    Next: "CheckDeadline",
  },
  CheckDeadline: {
    Type: "Choice",
    Choices: [rule(`$not(${iterator}.launching)`, "EndLaunch")],
    Default: "WaitForLaunch",
  },
  WaitForLaunch: { Type: "Wait", Seconds: jsonata(`${iterator}.waitSeconds`), Next: "WatchLaunch" },
  EndLaunch: fail(deadlinePassed, "The run's timeoutSeconds are over, or it was stopped: nothing more is launched."),
});

/** The monitor's state once launching has ended: why, where that was no end of its own. */
const afterLaunch = `($end := $states.errorOutput; $merge([${iterator}, {"launching": false},
$end.Error in ${JSON.stringify([launchEnded, deadlinePassed])} ? {} :
{"launchError": $substring($end.Error & ": " & $end.Cause, 0, ${launchErrorCharacters})}]))`;

/**
 * Launches each entry of the list and watches the tasks meanwhile. Both branches end by a failure, on purpose: that is how a
 * Parallel state ends the other one too. So the list's end ends the watching, and the deadline ends the launching.
 *
 * @param next follows in any case; the monitor is told why launching ended where it did not come to an end of its own
 */
export const launchAndWatch = (props: Pattern2Props, next: string): States => ({
  LaunchAndWatch: {
    Type: "Parallel",
    Comment:
      "Ends by a failure in any case, which ends its other branch: EndOfList when every entry had its turn, EndLaunch at the deadline",
    Branches: [
      { StartAt: "ChooseList", States: launchStates(props) },
      { StartAt: "WatchLaunch", States: watchStates(props.monitorArn) },
    ],
    Output: sameInput,
    // States.ALL leaves out what an entry ends the Map with that is larger than a state takes. Developer guide, "Error names".
    Catch: [["States.DataLimitExceeded"], ["States.ALL"]].map((ErrorEquals) => ({
      ErrorEquals,
      Output: inputWith({ iterator: afterLaunch }),
      Next: next,
    })),
    Next: next,
  },
});
