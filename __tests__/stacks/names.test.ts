import { maxNameCharacters } from "../../modules/names";
import { synthesizeAll, type Template } from "../support/template";

/** Where no two may bear a name, and the characters that AWS takes for it. */
const namings: Readonly<
  Record<string, readonly [attribute: string, scope: "world" | "account" | "region", most: number]>
> = {
  aws_s3_bucket: ["bucket", "world", 63],
  aws_iam_role: ["name", "account", 64],
  aws_cloudwatch_dashboard: ["dashboard_name", "account", 255],
  aws_cloudwatch_event_rule: ["name", "region", 64],
  aws_cloudwatch_log_group: ["name", "region", 512],
  aws_cloudwatch_metric_alarm: ["alarm_name", "region", 255],
  aws_dynamodb_table: ["name", "region", 255],
  aws_ecr_repository: ["name", "region", 256],
  aws_ecs_cluster: ["name", "region", 255],
  aws_ecs_task_definition: ["family", "region", 255],
  aws_lambda_function: ["function_name", "region", 64],
  aws_scheduler_schedule: ["name", "region", 64],
  aws_scheduler_schedule_group: ["name", "region", 64],
  aws_security_group: ["name", "region", 255],
  aws_sfn_state_machine: ["name", "region", 80],
  aws_sqs_queue: ["name", "region", 80],
};

/** Parts of other resources: their names are theirs alone. */
const parts = ["aws_iam_role_policy", "aws_lambda_permission", "docker_image", "docker_registry_image"];

const naming = /^(name|family|bucket|\w+_name)$/;

interface Name {
  readonly scope: string;
  readonly name: string;
  readonly most: number;
}

const namesIn = (template: Template): Name[] => [
  { scope: "state", name: JSON.stringify(template.terraform.terraform.backend), most: Infinity },
  ...Object.entries(namings).flatMap(([type, [attribute, scope, most]]) =>
    Object.values(template.resources(type)).map((resource) => ({
      scope: `${scope} ${type}`,
      name: String(resource[attribute]),
      most,
    })),
  ),
];

const scheduled = { schedule: "rate(1 day)", scheduleSpec: "spec-templates/nightly.json" };

const deployed = (context: Record<string, unknown>): Name[] =>
  synthesizeAll({ accountId: "123456789012", ...scheduled, ...context }).flatMap(namesIn);

/** Names of the one that the other bears too. */
const shared = (one: readonly Name[], other: readonly Name[]): Name[] =>
  one.filter(({ scope, name }) => other.some((theirs) => theirs.scope === scope && theirs.name === name));

const isGlobal = ({ scope }: Name): boolean => !scope.startsWith("region");

describe("Given two deployments in one account", () => {
  it.each([{}, { stateBucket: "our-state" }])("When their names differ, then they share none, with %j", (state) => {
    expect(shared(deployed({ name: "dev", ...state }), deployed({ name: "prod", ...state }))).toEqual([]);
  });

  it.each([{}, { stateBucket: "our-state", stateRegion: "eu-west-1" }])(
    "When their Regions differ, then they share none that is not a Region's own, with %j",
    (state) => {
      const both = shared(deployed({ ...state, region: "eu-west-1" }), deployed({ ...state, region: "eu-west-2" }));
      expect(both.filter(isGlobal)).toEqual([]);
      expect(both.length).toBeGreaterThan(10);
    },
  );

  it("When a resource has a name, then it is one of those that are compared", () => {
    const named = synthesizeAll(scheduled).flatMap(({ terraform }) =>
      Object.entries(terraform.resource)
        .filter(([, blocks]) => Object.keys(Object.values(blocks)[0] ?? {}).some((key) => naming.test(key)))
        .map(([type]) => type),
    );
    const references = /aws_(ecs_cluster_capacity_providers|vpc_endpoint|s3_bucket_\w+)$/;
    const unknown = named.filter((type) => !(type in namings) && !parts.includes(type) && !references.test(type));
    expect([...new Set(unknown)]).toEqual([]);
  });
});

describe("Given the longest name that the settings take", () => {
  it.each(["eu-west-1", "ap-southeast-1", "ap-northeast-3"])("When it is in %s, then every name fits", (region) => {
    const names = deployed({ name: "n".repeat(maxNameCharacters(region)), region });
    expect(names.filter(({ name, most }) => name.length > most)).toEqual([]);
    expect(Math.max(...names.filter(({ scope }) => scope.includes("role")).map(({ name }) => name.length))).toBe(64);
  });
});
