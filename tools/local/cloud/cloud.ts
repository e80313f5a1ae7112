import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Closers } from "../closers";
import { startGateway } from "../gateway/gateway";
import type { GatewayOptions } from "../gateway/services";
import { startMoto } from "../tools/moto";
import type { CloudAddress } from "./environment";

interface CloudOptions extends Pick<GatewayOptions, "port" | "registryUrl" | "realTime" | "onLine" | "onTask"> {
  readonly region: string;
  readonly accountId: string;
  /** Deleted with everything in it when the cloud ends. */
  readonly folder: string;
}

/** Starts an AWS for this machine: an emulator with a gateway before it. `closers` end it. */
export async function startCloud(options: CloudOptions, closers: Closers): Promise<CloudAddress> {
  const programs = join(options.folder, "programs");
  mkdirSync(programs, { recursive: true });
  const remove = () => {
    rmSync(options.folder, { recursive: true, force: true });
  };
  process.once("exit", remove);
  closers.add(() => {
    process.off("exit", remove);
    remove();
  });
  const moto = await startMoto(options.accountId);
  closers.add(() => moto.close());
  const gateway = await startGateway({ ...options, emulator: moto, folder: programs });
  closers.add(() => gateway.close());
  return { url: gateway.url, region: options.region };
}
