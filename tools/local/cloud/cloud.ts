import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Closers, removeAtEnd } from "../ending";
import { appliedIn } from "../deployed/applied";
import { dockerRunner } from "../endpoints/ecs/docker-runner";
import { processRunner } from "../endpoints/ecs/process-runner";
import { bucketPolicies, ruleDescriptions } from "../gateway/moto-gaps";
import type { Handler } from "../http/exchange";
import type { Serve } from "../http/local-server";
import { startRunning, type RunningChoices } from "../running";
import { taskPrograms } from "../task-program";
import { startMoto } from "../tools/moto";
import type { CloudAddress } from "./environment";

/** Choices of whoever starts an AWS to deploy to. */
interface CloudOptions extends Pick<RunningChoices, "onLine" | "realTime" | "port"> {
  readonly region: string;
  readonly accountId: string;
  /** Of what Terraform applies, each stack's state as `<stack>.tfstate`. Deleted with everything in it when the cloud ends. */
  readonly folder: string;
  /**
   * Makes an ECR with images of this machine, before the one behind: tasks then run in containers, of the image that their task
   * definition names. @default tasks run the bundled program, whatever the image
   */
  readonly ecr?: (behind: Handler) => Serve;
}

/** Starts an AWS for this machine: moto keeps what is deployed, and the gateway before it runs what runs. `closers` end it. */
export async function startCloud(options: CloudOptions, closers: Closers): Promise<CloudAddress> {
  const { region, accountId, ecr } = options;
  const folder = join(options.folder, "programs");
  mkdirSync(folder, { recursive: true });
  removeAtEnd(options.folder, closers);
  const behind = await startMoto(accountId, closers);
  const deployed = appliedIn(options.folder, { region, accountId }, behind);
  const services = [
    bucketPolicies(),
    ruleDescriptions(behind),
    ...(ecr ? [ecr(behind)] : []),
    deployed.uploads,
    behind,
  ];
  const { url } = await startRunning({
    ...options,
    deployed,
    storage: { dynamodb: behind, s3: behind, sns: behind },
    services,
    makeRunner: (surroundings) =>
      ecr ? dockerRunner(surroundings) : processRunner(taskPrograms(folder), surroundings),
    folder,
    closers,
  });
  return { url, region };
}
