import { once } from "node:events";
import { createServer } from "node:http";
import { Closers } from "../closers";
import { closeServer, urlOf, type Endpoint } from "../endpoints/endpoint";
import { guarded } from "../http/guard";
import { answeredBy } from "./answered-by";
import { passOn } from "./request";
import { startServices, type GatewayOptions } from "./services";

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
    server.on("request", guarded(answeredBy([...services, (request) => passOn(options.emulator, request)])));
  } catch (error) {
    await closers.close();
    throw error;
  }
  return { url: urlOf(server), close: () => closers.close() };
}
