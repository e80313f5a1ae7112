import type { OneContainerTaskDefinition } from "../endpoints/ecs/ecs";
import { AwsError, type HttpAnswer } from "../http/aws-answers";
import type { AwsRequest, Interceptor } from "../http/exchange";
import type { Access } from "./policy";
import type { Principal } from "./principals";

/** Facts of an account by which resources of calls are identified. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
}

/** The services that a front can stand before. */
export type Service = "dynamodb" | "s3" | "ecs" | "sns";

/** A request that is understood: what is called, who calls, and what the caller must be allowed for it. */
export interface ServiceCall extends AwsRequest {
  readonly service: Service;
  /** The API's name of the call, e.g. `PutItem`, `CopyObject`, `RunTask`. */
  readonly operation: string;
  /** The access key id that signed the request. */
  readonly accessKeyId: string | undefined;
  /** Holder of that key; undefined when there is none. */
  readonly principal: Principal | undefined;
  /** The IAM actions on resources that the call consists of. */
  readonly accesses: readonly Access[];
}

/** Stands between the callers and a service; see `errorAnswer` for answers in the service's own form. */
export type ServiceInterceptor = Interceptor<ServiceCall, HttpAnswer>;

/** A request's operation, and the accesses that its caller must be allowed. */
export type Calls = Pick<ServiceCall, "operation" | "accesses">;

/** A request of which it is not known here what a caller must be allowed for it. */
export class UnknownOperation extends AwsError {
  constructor(message: string) {
    super("NotImplemented", message, { status: 501 });
  }
}
