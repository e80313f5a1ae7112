import type { OneContainerTaskDefinition } from "../endpoints/ecs/ecs";
import type { Judged } from "../iam/iam";
import type { JsonObject } from "../json";
import type { FunctionConfiguration } from "../lambda/lambda-function";
import type { StateMachineConfiguration } from "../state-machine/definition";

/**
 * The part of an account by which programs run here and their calls are judged, as it was when last read: from a synthesized stack,
 * or from what Terraform has applied.
 */
export interface Deployed extends Judged {
  readonly functions: readonly FunctionConfiguration[];
  readonly stateMachines: readonly StateMachineConfiguration[];
  readonly clusterNames: readonly string[];
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
  /** The rules of the default event bus, with the functions that each invokes, and may invoke. */
  readonly eventRules: readonly { readonly pattern: JsonObject; readonly functionArns: readonly string[] }[];
  /** The VPC of each subnet, by their ids. */
  readonly vpcIds: Readonly<Record<string, string>>;
  /**
   * Reads again what may have changed.
   *
   * @throws Error when a policy cannot be judged here
   */
  readonly refresh: () => Promise<void>;
}
