import { Agent, type AgentOptions } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Closers, temporaryFolder } from "../ending";
import { forward, type Handler } from "../http/exchange";
import type { Endpoint } from "../http/local-server";
import { startDependent } from "./dependent-process";

/** The AWS emulator, http://docs.getmoto.org: `pip install 'moto[server]'`. */
export const motoCommand = "moto_server";

/** An AWS emulator that only this process reaches: no port of the machine leads there. */
interface Emulator extends Pick<Endpoint, "close"> {
  readonly answer: Handler;
}

const startTimeoutMs = 60_000;

/**
 * Starts moto on a socket that only this user reaches: on a port, any web page could send it calls. It keeps everything in
 * memory, and never outlives this process.
 *
 * @param accountId the account that everything in it belongs to
 * @throws Error with what it printed when it does not start
 */
export async function startMoto(accountId: string): Promise<Emulator> {
  const closers = new Closers();
  const socketPath = join(temporaryFolder(closers), "socket");
  const dependent = startDependent(motoCommand, ["--host", `unix://${socketPath}`], {
    MOTO_ACCOUNT_ID: accountId,
    // Its own answers to the preflight requests of browsers.
    MOTO_DISABLE_GLOBAL_CORS: "true",
  });
  const moto = dependent.process;
  const agent = new Agent({ socketPath, keepAlive: true } as AgentOptions);
  const close = async () => {
    agent.destroy();
    await dependent.close();
    await closers.close();
  };
  const lines: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (how: string) => () => {
        reject(new Error(`${motoCommand} ${how}:\n${lines.join("\n")}`));
      };
      setTimeout(fail("did not start in time"), startTimeoutMs).unref();
      moto.once("error", fail("could not be started")).once("exit", fail("ended"));
      for (const input of [moto.stdout, moto.stderr])
        if (input)
          createInterface({ input }).on("line", (line) => {
            // Only the beginning is of interest, requests are logged after it.
            if (lines.length < 100) lines.push(line);
            if (line.includes(`Running on unix://${socketPath}`)) resolve();
          });
    });
    return { answer: (request) => forward({ url: "http://127.0.0.1", agent }, request), close };
  } catch (error) {
    await close();
    throw error;
  }
}
