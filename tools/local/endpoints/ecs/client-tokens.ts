import { isDeepStrictEqual } from "node:util";
import type { RunTaskRequest, RunTaskResponse } from "@aws-sdk/client-ecs";
import { EcsError } from "./ecs-error";

/** What RunTask answered to which client token, so that a repeated call starts nothing. ECS keeps it for 24 hours. */
export class ClientTokens {
  private readonly calls = new Map<string, { readonly input: RunTaskRequest; readonly output: RunTaskResponse }>();

  /**
   * Runs tasks, or gives the answer of the first call with this token. Tokens are told apart within a cluster.
   *
   * @throws EcsError ConflictException when the first call had other parameters
   */
  once(clusterName: string, input: RunTaskRequest, run: () => RunTaskResponse): RunTaskResponse {
    if (input.clientToken === undefined) return run();
    const key = `${clusterName}/${input.clientToken}`;
    const first = this.calls.get(key);
    if (!first) {
      const output = run();
      this.calls.set(key, { input, output });
      return output;
    }
    if (isDeepStrictEqual(first.input, input)) return first.output;
    const resourceIds = first.output.tasks?.map(({ taskArn }) => taskArn);
    throw new EcsError("ConflictException", "The client token was used with other parameters.", { resourceIds });
  }
}
