import { readFileSync } from "node:fs";
import { inProject } from "../../modules/bundles/project-folder";
import { bucketName, stackName } from "../../modules/names";
import { expectedDeployment, fillTemplate, type Deployment } from "../../workflow/deployment";
import { specFaults } from "../../workflow/parse-spec";
import { jobOf, type Settings } from "./complete";

/** Any account: it is known only where the setting `accountId` says it. */
const someAccountId = "123456789012";

/** @throws Error when the file cannot be read, or is no JSON */
const readSpec = (file: string): object => JSON.parse(readFileSync(inProject(file), "utf8")) as object;

/** Terraform takes `${…}` and `%{…}` for expressions of its own. Terraform documentation, "Strings and Templates". */
const literal = (template: object): object =>
  JSON.parse(JSON.stringify(template).replace(/([$%])(?=\{)/g, "$1$1")) as object;

/**
 * The input of the executions that a schedule starts.
 *
 * @param file a spec, or a template as those of `spec-templates`, from the project's folder
 */
export const scheduleInput = (file: string, deployment: Deployment): string =>
  fillTemplate(literal(readSpec(file)), deployment);

/** Everything that is wrong with the spec of a schedule, a line each; values that only a deployed stack has are not looked at. */
export function scheduleSpecFaults(settings: Settings): readonly string[] {
  const { scheduleSpec, schedulePattern: pattern, maxTimeoutSeconds, region } = settings;
  if (scheduleSpec === undefined) return [];
  const told = (fault: string) => `scheduleSpec is ${JSON.stringify(scheduleSpec)}, which does not fit: ${fault}`;
  const workflowName = stackName(settings.name, pattern);
  const s3BucketName = bucketName(someAccountId, workflowName, region);
  try {
    // What a spec has of a deployment it has as the placeholder of a template, or not at all.
    const deployment = expectedDeployment({ region, s3BucketName, workflowName });
    const spec = JSON.parse(fillTemplate(readSpec(scheduleSpec), deployment)) as Readonly<Record<string, unknown>>;
    const faults = specFaults(spec, { pattern, deployment, maxTimeoutSeconds, job: jobOf(settings) });
    if (faults.length > 0 || spec["workflowRunId"] === undefined) return faults.map(told);
    return [told("workflowRunId: leave it out; the second run would be refused, since its id is used")];
  } catch (error) {
    return [told((error as Error).message)];
  }
}
