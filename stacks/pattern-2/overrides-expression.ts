import { taskEnvironment, type OverrideVariable } from "../../workflow/task-environment";

/** Expressions of JSONata for what the overrides of an entry are made of. */
interface Told {
  /** Of the entry, as it would stand in `taskList`. */
  readonly entry: string;
  readonly taskName: string;
  /** Of what all entries are told: names as in a spec. */
  readonly run: string;
}

/** The variables that `task-overrides.ts` sets. */
const variables = ({ entry, taskName, run }: Told): Readonly<Record<OverrideVariable, string>> => ({
  workflowName: `${run}.workflowName`,
  workflowRunId: `${run}.workflowRunId`,
  taskName,
  s3BucketName: `$exists(${entry}.s3BucketName) ? ${entry}.s3BucketName : ${run}.s3BucketName`,
  objectKey: `${entry}.objectKey`,
  targetFolder: `${run}.targetFolder`,
  simulatedWorkSeconds: `${run}.simulatedWorkSeconds`,
});

/**
 * An expression of JSONata: the overrides of RunTask for one entry, in the letter case of Step Functions. What nobody gives is
 * left out, not sent empty.
 */
export const overridesOfEntry = (containerName: string, told: Told): string => {
  const environment = Object.entries(variables(told)).map(
    ([key, value]) => `$variable(${JSON.stringify(taskEnvironment[key as OverrideVariable])}, ${value})`,
  );
  return `($variable := function($n, $x) { $exists($x) ? {"Name": $n, "Value": $string($x)} : [] };
{"ContainerOverrides": [{
"Name": ${JSON.stringify(containerName)},
"Environment": [${environment.join(", ")}]
}]})`;
};
