import { isText, type State } from "../asl";
import type { EntryPaths } from "../entry-states";

/** One way to read entries from S3. */
export interface Reader {
  /** `taskSource.format` */
  readonly format: "JSONL" | "CSV" | "PREFIX";
  /** The Map's ItemReader. */
  readonly itemReader: object;
  readonly entry: EntryPaths;
  /** What an entry must have: a test of a Choice state. @default nothing */
  readonly check?: object;
}

/**
 * The name of an entry begins with its place in the source, from 0: no two have the same, and what became of each place can
 * be told from the rows alone.
 */
const named = (path: string): string => `States.Format('{}:{}', $.index, ${path})`;

/** The row of an entry without a usable name. */
export const namelessTask = "States.Format('{}:', $.index)";

const ofBucket = { "Bucket.$": "$.source.bucket" };

/** Lines of an object, each an entry as in a taskList. */
const lines = (format: "JSONL" | "CSV", config: object): Reader => ({
  format,
  itemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: format, ...config },
    Parameters: { ...ofBucket, "Key.$": "$.source.key" },
  },
  entry: {
    taskName: named("$.sources[0].taskName"),
    objectKey: "$.sources[0].objectKey",
    // The entry's own, or the spec's, which comes after it.
    s3BucketName: "States.ArrayGetItem($.sources[*].s3BucketName, 0)",
  },
  check: { And: [...isText("$.sources[0].taskName"), ...isText("$.sources[0].objectKey")] },
});

export const readers: readonly Reader[] = [
  lines("JSONL", {}),
  lines("CSV", { CSVHeaderLocation: "FIRST_ROW" }),
  {
    format: "PREFIX",
    itemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Parameters: { ...ofBucket, "Prefix.$": "$.source.prefix" },
    },
    entry: { taskName: named("$.sources[0].Key"), objectKey: "$.sources[0].Key", s3BucketName: "$.bucket" },
  },
];

/** What an entry's execution gets. */
export const itemSelector: Readonly<Record<string, unknown>> = {
  "index.$": "$$.Map.Item.Index",
  "sources.$": "States.Array($$.Map.Item.Value, $.entryDefaults)",
  "bucket.$": "$.source.bucket",
};

/** Chooses the state that reads the source's format. */
export const chooseReader = (stateFor: (reader: Reader) => string): State => ({
  Type: "Choice",
  Choices: readers.map((reader) => ({
    Variable: "$.source.format",
    StringEquals: reader.format,
    Next: stateFor(reader),
  })),
});
