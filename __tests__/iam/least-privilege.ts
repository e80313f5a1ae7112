import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readAuditTables, sampleKey } from "../../tools/local/contents";
import { deploymentOf } from "../../tools/local/deployed/stack";
import type { Hooks } from "../../tools/local/hooks";
import type { Role } from "../../tools/local/iam/principals";
import { startLocalCloud, type LocalCloud } from "../../tools/local/local-cloud";
import { localCredentials } from "../../tools/local/program-environment";
import type { Pattern } from "../../workflow/deployment";
import { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";
import { synthesizedFolder } from "../support/synthesized";
import { exercises, listKey, taggedKey, type Exercise } from "./exercises";
import { needs, notExercised, type Need, type Permission, type RoleName } from "./permissions";

/** A stack that does not wait long for tasks to begin. */
function readImpatientStack(folder: string, pattern: Pattern): SynthesizedStack {
  const file = join(folder, "stacks", `amazon-ecs-starter-kit-pattern-${pattern}`, "cdk.tf.json");
  const text = readFileSync(file, "utf8").replace(/("START_TIMEOUT_SECONDS": )"\d+"/g, '$1"1"');
  return new SynthesizedStack(JSON.parse(text) as ConstructorParameters<typeof SynthesizedStack>[0], dirname(file));
}

const region = "us-east-1";
const stackName = (pattern: Pattern) => `amazon-ecs-starter-kit-pattern-${pattern}`;
const roleName = (pattern: Pattern, role: RoleName) => `${stackName(pattern)}-${role}-${region}`;

/** A role's statements. They stand in the policies that the local cloud judges by, and can be changed there. */
const statementsOf = ({ policies }: Role) => policies.flatMap(({ Statement }) => Statement);

const permissionsOf = (pattern: Pattern, roles: readonly Role[]): Permission[] =>
  roles.flatMap((role) =>
    statementsOf(role).flatMap(({ Sid = "", Action }) =>
      Action.map((action) => ({
        role: (role.arn.split("/").at(-1) ?? "").slice(stackName(pattern).length + 1, -region.length - 1) as RoleName,
        sid: Sid,
        action,
      })),
    ),
  );

const nameOf = ({ role, sid, action }: Permission) => `${role} ${sid} ${action}`;

/** Tests that each role of a pattern needs each action of its policies that can be needed here. */
export function describeLeastPrivilege(pattern: Pattern): void {
  const denied: string[] = [];
  const subjects: string[] = [];
  let onDenied = (): void => undefined;
  let hooks: Pick<Hooks, "dynamodb" | "ecs"> = {};
  let roles: readonly Role[];
  let stack: SynthesizedStack;
  let cloud: LocalCloud;

  beforeAll(async () => {
    const settings = { KIT_NOTIFICATION_TOPIC_ARN: `arn:aws:sns:${region}:000000000000:runs` };
    stack = readImpatientStack(await synthesizedFolder(settings), pattern);
    cloud = await startLocalCloud(stack, {
      onMessage: ({ subject }) => subjects.push(subject),
      onDenied: (message) => {
        denied.push(message);
        onDenied();
      },
      faults: {
        dynamodb: (call, proceed) => hooks.dynamodb?.(call, proceed) ?? proceed(),
        ecs: (call, proceed) => hooks.ecs?.(call, proceed) ?? proceed(),
      },
    });
    ({ roles } = cloud.deployed);
    await putObjects(deploymentOf(stack).s3BucketName, cloud.url, stack.region);
    // The run id that `usedRunId` finds used.
    await run(exercises.usedRunId, "task");
  }, 90_000);
  beforeEach(() => {
    denied.length = 0;
    subjects.length = 0;
    onDenied = () => undefined;
  });
  afterAll(() => cloud.close());

  /** Runs a workflow of one task. @returns its end, its rows and what a topic was told as text */
  async function run({ objectKey, spec, hooks: make }: Exercise, role: RoleName): Promise<string> {
    hooks = make?.(roleName(pattern, role)) ?? {};
    const list = spec !== undefined && "taskSource" in spec ? {} : { taskList: [{ taskName: "task", objectKey }] };
    const specs = { ...list, ...spec };
    const { end, executionArn } = await cloud.start(specs, { realTime: false }).ended;
    await cloud.rules.delivered();
    const { summaries, details } = await readAuditTables(deploymentOf(stack), cloud.url);
    const summary = summaries.find(({ execution_arn }) => execution_arn === executionArn);
    const rows = details.filter(({ workflow_run_id }) => workflow_run_id === summary?.workflow_run_id);
    return JSON.stringify({ end, rows, subjects });
  }

  /** Takes a permission away. @returns what gives it back */
  function takeAway({ role, sid, action }: Permission): () => void {
    const statement = roles
      .filter(({ arn }) => arn.endsWith(`/${roleName(pattern, role)}`))
      .flatMap(statementsOf)
      .find(({ Sid }) => Sid === sid);
    const before = statement?.Action;
    if (!statement || !before?.includes(action)) throw new Error(`There is no ${sid} with ${action} of the ${role}`);
    statement.Action = before.filter((other) => other !== action);
    return () => {
      statement.Action = before;
    };
  }

  const ours = needs.filter(({ only }) => only === undefined || only === pattern);

  describe(`Given the roles of pattern ${pattern}`, () => {
    it("When their policies are read, then each action is in the table below, or it is said why not", () => {
      const unexplained = permissionsOf(pattern, roles)
        .map(nameOf)
        .filter((name) => !notExercised.some(({ permissions }) => permissions.test(name)));
      expect(unexplained.sort()).toEqual(ours.map(nameOf).sort());
    });

    it.each([...new Set(ours.map(({ exercise }) => exercise))])(
      "When all is allowed, then %s goes as it should, and nothing is denied",
      async (exercise) => {
        expect(await run(exercises[exercise], "task-monitor")).toMatch(exercises[exercise].expected);
        expect(denied).toEqual([]);
      },
    );

    it.each(ours.map((need) => [nameOf(need), need] as const))(
      "When the permission %s is missing, then the call is denied, and the run shows it",
      async (_name, need) => {
        const giveBack = takeAway(need);
        if (need.without === "asksAgain") onDenied = giveBack;
        try {
          const { expected } = exercises[need.exercise];
          const outcome = await run(exercises[need.exercise], need.role);
          expect(expected.test(outcome) ? "as it should" : "otherwise").toBe(endsWithout(need));
          expect([...new Set(denied)].join("\n")).toMatch(deniedPattern(pattern, need));
        } finally {
          giveBack();
        }
      },
    );
  });
}

const endsWithout = ({ without = "fails" }: Need) => (without === "fails" ? "otherwise" : "as it should");

/** Nothing else is denied but this action of this role. */
const deniedPattern = (pattern: Pattern, { role, action }: Permission): RegExp => {
  const line = `User: arn:aws:sts::\\d+:assumed-role/${roleName(pattern, role)}/\\S+ is not authorized to perform: ${action} on .*`;
  return new RegExp(`^${line}(\\n${line})*$`);
};

async function putObjects(Bucket: string, endpoint: string, region: string): Promise<void> {
  const requestChecksumCalculation = "WHEN_REQUIRED";
  const client = new S3Client({ endpoint, region, credentials: localCredentials, requestChecksumCalculation });
  await client.send(new PutObjectCommand({ Bucket, Key: sampleKey, Body: "content" }));
  await client.send(new PutObjectCommand({ Bucket, Key: taggedKey, Body: "content", Tagging: "kind=sample" }));
  const Body = JSON.stringify({ taskName: "task", objectKey: sampleKey });
  await client.send(new PutObjectCommand({ Bucket, Key: listKey, Body }));
  client.destroy();
}
