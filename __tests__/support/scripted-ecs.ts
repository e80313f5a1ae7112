import { ECSClient } from "@aws-sdk/client-ecs";
import { startEcsEndpoint } from "./ecs-endpoint";
import { ConnectionLost } from "../../tools/local/http/exchange";
import { AwsError } from "../../tools/local/http/aws-answers";
import { deployment } from "./deployment";

/** An error as ECS sends it. */
export class EcsFault extends AwsError {
  constructor(name: string, message: string, status = 400, details: object = {}) {
    super(name, message, { status, details });
  }
}

/** An answer that never arrives: the connection is closed instead. */
export const lost = Symbol("lost answer");

export type EcsAnswer = object | EcsFault | typeof lost;
/** Answers one operation, whose input it knows. @param call how many calls of the operation came before */
export type EcsScript = (input: never, call: number) => EcsAnswer | Promise<EcsAnswer>;

/** An ECS endpoint that answers as its script says: for the faults that an engine does not have. */
export interface ScriptedEcs {
  readonly client: ECSClient;
  readonly url: string;
  /** Every call received, oldest first. */
  readonly calls: { readonly operation: string; readonly input: Record<string, unknown> }[];
  /** What each operation answers; one without a script answers with nothing. */
  script: Record<string, EcsScript>;
  close(): Promise<void>;
}

/** Answers one after the other; the last one goes on for ever. */
export const sequence =
  (...scripts: readonly (EcsAnswer | EcsScript)[]): EcsScript =>
  (input, call) => {
    const script = scripts[Math.min(call, scripts.length - 1)] ?? {};
    return typeof script === "function" ? (script as EcsScript)(input, call) : script;
  };

export async function startScriptedEcs(): Promise<ScriptedEcs> {
  const ecs = { calls: [] as ScriptedEcs["calls"], script: {} as ScriptedEcs["script"] };
  const endpoint = await startEcsEndpoint({
    registry: { clusterNames: [], taskDefinitions: [] },
    runner: () => {
      throw new Error("A script starts no task");
    },
    intercept: async ({ operation, input }) => {
      const call = ecs.calls.filter((earlier) => earlier.operation === operation).length;
      ecs.calls.push({ operation, input: input as Record<string, unknown> });
      const said = (await ecs.script[operation]?.(input as never, call)) ?? {};
      if (said === lost) throw new ConnectionLost();
      if (said instanceof EcsFault) throw said;
      return said;
    },
  });
  const client = new ECSClient({
    endpoint: endpoint.url,
    region: deployment.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    await endpoint.close();
  };
  return Object.assign(ecs, { client, url: endpoint.url, close });
}
