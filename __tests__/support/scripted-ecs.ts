import { ECSClient } from "@aws-sdk/client-ecs";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import { deployment } from "./deployment";

/** An error as ECS sends it. */
export class EcsFault {
  constructor(
    readonly name: string,
    readonly message: string,
    readonly status = 400,
    readonly more: object = {},
  ) {}
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
  const server = createServer((request, response) => void answer(ecs, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new ECSClient({
    endpoint: url,
    region: deployment.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return Object.assign(ecs, { client, url, close });
}

async function answer(
  ecs: Pick<ScriptedEcs, "calls" | "script">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const input = JSON.parse(await text(request)) as Record<string, unknown>;
  const call = ecs.calls.filter((earlier) => earlier.operation === operation).length;
  ecs.calls.push({ operation, input });
  const said = (await ecs.script[operation]?.(input as never, call)) ?? {};
  if (said === lost) {
    response.destroy();
    return;
  }
  const [status, body] =
    said instanceof EcsFault ? [said.status, { __type: said.name, message: said.message, ...said.more }] : [200, said];
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
}
