import { isDeepStrictEqual } from "node:util";
import type { Failure, RunTaskRequest, RunTaskResponse } from "@aws-sdk/client-ecs";
import { AwsError } from "../../http/aws-answers";
import type { EcsTask } from "./tasks";

const hour = 3_600_000;
/** ECS API reference, "Ensuring idempotency": a token lives for the lesser of this and its task's life plus an hour. */
const longestLife = 24 * hour;

interface Completed {
  readonly input: RunTaskRequest;
  readonly output: RunTaskResponse & { readonly tasks: readonly EcsTask[]; readonly failures: readonly Failure[] };
  readonly at: number;
}

/**
 * The calls of RunTask that completed successfully, by client token: a repeated call starts nothing and gets the answer of
 * the first, its `failures` included. ECS API reference, "Ensuring idempotency". A call that ended with an error is not
 * remembered.
 */
export class ClientTokens {
  private readonly calls = new Map<string, Completed>();

  /** @param find a task as it is now */
  constructor(
    private readonly now: () => Date,
    private readonly find: (taskArn: string) => EcsTask | undefined,
  ) {}

  /**
   * Runs tasks, or gives the answer of the first call with this token. Tokens are told apart within a cluster.
   *
   * @throws AwsError ConflictException when the first call had other parameters; `resourceIds` names the tasks that it
   * started, and is absent where it started none
   */
  once(clusterName: string, input: RunTaskRequest, run: () => Completed["output"]): RunTaskResponse {
    if (input.clientToken === undefined) return run();
    const key = `${clusterName}/${input.clientToken}`;
    const first = this.calls.get(key);
    if (!first || this.isOver(first)) {
      const output = run();
      this.calls.set(key, { input, output, at: this.now().getTime() });
      return output;
    }
    if (isDeepStrictEqual(first.input, input)) return this.replayed(first);
    const resourceIds = first.output.tasks.map(({ taskArn }) => taskArn);
    const details = resourceIds.length > 0 ? { resourceIds } : {};
    throw new AwsError("ConflictException", "The client token was used with other parameters.", { details });
  }

  private isOver({ output, at }: Completed): boolean {
    const stopped = output.tasks.map(({ taskArn = "" }) => this.find(taskArn)?.stoppedAt?.getTime() ?? Infinity);
    return this.now().getTime() > Math.min(at + longestLife, ...stopped.map((time) => time + hour));
  }

  /** Of failures older than an hour only their number is told. */
  private replayed({ output, at }: Completed): RunTaskResponse {
    const isOld = this.now().getTime() > at + hour;
    return isOld ? { ...output, failures: output.failures.map(() => ({})) } : output;
  }
}
