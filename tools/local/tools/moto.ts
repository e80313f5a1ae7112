import { Agent, type AgentOptions } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { temporaryFolder, type Closers } from "../ending";
import { forward, type Handler } from "../http/exchange";
import { startDependent } from "./dependent-process";

/** The AWS emulator, http://docs.getmoto.org: `pip install 'moto[server]'`. */
export const motoCommand = "moto_server";

const startTimeoutMs = 60_000;

/**
 * Starts moto on a socket that only this user reaches: on a port, any web page could send it calls. It keeps everything in
 * memory, and never outlives this process. `closers` end it.
 *
 * @param accountId the account that everything in it belongs to
 * @throws Error with what it printed when it does not start
 */
export async function startMoto(accountId: string, closers: Closers): Promise<Handler> {
  const socketPath = join(temporaryFolder(closers), "socket");
  const { process: moto, close } = startDependent(motoCommand, ["--host", `unix://${socketPath}`], {
    MOTO_ACCOUNT_ID: accountId,
    // Its own answers to the preflight requests of browsers.
    MOTO_DISABLE_GLOBAL_CORS: "true",
  });
  closers.add(close);
  const agent = new Agent({ socketPath, keepAlive: true } as AgentOptions);
  closers.add(() => {
    agent.destroy();
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (how: string) => () => {
      reject(new Error(`${motoCommand} ${how}:\n${lines.join("\n")}`));
    };
    setTimeout(fail("did not start in time"), startTimeoutMs).unref();
    moto.once("error", fail("could not be started")).once("exit", fail("ended"));
    for (const input of [moto.stdout, moto.stderr])
      createInterface({ input }).on("line", (line) => {
        // Only the beginning is of interest, requests are logged after it.
        if (lines.length < 100) lines.push(line);
        if (line.includes(`Running on unix://${socketPath}`)) resolve();
      });
  });
  return (request) => forward({ url: "http://127.0.0.1", agent }, request);
}
