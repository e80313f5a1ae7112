import * as v from "valibot";
import type { SummaryRow } from "../../../workflow/audit-rows";
import type { TaskSource } from "../../../workflow/spec";
import { ruleFaults } from "../../../workflow/spec-faults";
import { sourceRule } from "../../../workflow/spec-rules";

const taskSource = v.custom<TaskSource>((value) => ruleFaults(sourceRule, value, "taskSource").length === 0);

/** Attributes that are read of the spec of a run with its list in S3. But for the list, a new run takes them over: what to do, not where. */
const earlierSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    taskSource,
    s3BucketName: v.optional(v.string()),
    targetFolder: v.optional(v.string()),
    simulatedWorkSeconds: v.optional(v.number()),
    timeoutSeconds: v.optional(v.number()),
    taskDefaults: v.optional(v.looseObject({})),
    launchConcurrency: v.optional(v.number()),
    toleratedLaunchFailurePercentage: v.optional(v.number()),
  }),
);

export type EarlierSource = v.InferOutput<typeof earlierSchema>;

/** Source of a run's list in S3, by its row; undefined for a run with another list. */
export function earlierSource({ workflow_specs }: Pick<SummaryRow, "workflow_specs">): EarlierSource | undefined {
  const parsed = v.safeParse(earlierSchema, workflow_specs);
  return parsed.success ? parsed.output : undefined;
}

/** The attributes that a new run takes over. Recorded specs have every default, an empty folder among them: that is none. */
export const inherited = (earlier: EarlierSource): object =>
  Object.fromEntries(Object.entries(earlier).filter(([key, value]) => key !== "taskSource" && value !== ""));
