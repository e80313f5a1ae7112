import { createInterface } from "node:readline";
import type { Endpoint } from "../endpoints/endpoint";
import { startDependent } from "./dependent-process";

/** The AWS emulator, http://docs.getmoto.org: `pip install 'moto[server]'`. */
export const motoCommand = "moto_server";

const startTimeoutMs = 60_000;

/**
 * Starts moto on a free port. It keeps everything in memory, and never outlives this process.
 *
 * @param accountId the account that everything in it belongs to
 * @throws Error with what it printed when it does not start
 */
export async function startMoto(accountId: string): Promise<Endpoint> {
  const { process: moto, close } = startDependent(motoCommand, ["--host", "127.0.0.1", "--port", "0"], {
    MOTO_ACCOUNT_ID: accountId,
  });
  const lines: string[] = [];
  try {
    const url = await new Promise<string>((resolve, reject) => {
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
            const [, found] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
            if (found !== undefined) resolve(found);
          });
    });
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
