import { once } from "node:events";
import { createServer } from "node:http";
import { Closers } from "../closers";
import type { EcsTask } from "../endpoints/ecs";
import { closeServer, urlOf, type Endpoint } from "../endpoints/endpoint";
import { answeredBy } from "./answered-by";
import { forward } from "./forward";
import { startServices } from "./services";

export interface GatewayOptions {
  /** Address of the emulator behind, which keeps all that is deployed. */
  readonly emulatorUrl: string;
  readonly region: string;
  readonly accountId: string;
  /** For unpacked programs; the caller's to delete. */
  readonly folder: string;
  /** A fixed port. @default a free one */
  readonly port?: number;
  /** Whether Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  readonly onTask?: (task: EcsTask) => void;
}

/**
 * One address for all of AWS: what is deployed is kept by an emulator behind, what runs, runs here: Lambda functions from
 * their zips, tasks from their task definitions, executions from the definition of their state machine. Each program gets to do
 * what its role's policies allow; whoever else calls may do everything.
 */
export async function startGateway(options: GatewayOptions): Promise<Endpoint> {
  const closers = new Closers();
  const server = createServer();
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  closers.add(() => closeServer(server));
  try {
    const services = await startServices(options, urlOf(server), closers);
    server.on("request", answeredBy([...services, (request) => forward(options.emulatorUrl, request)]));
  } catch (error) {
    await closers.close();
    throw error;
  }
  return { url: urlOf(server), close: () => closers.close() };
}
