import type { Calls, Service, ServiceRequest } from "../../endpoints/front/service-call";
import type { Account } from "../account";
import { dynamodbAccesses } from "./dynamodb";
import { ecsAccesses } from "./ecs";
import { s3Accesses } from "./s3";
import { snsAccesses } from "./sns";

type Mapping = (request: ServiceRequest, account: Account) => Calls | Promise<Calls>;

const mappings: Readonly<Record<Service, Mapping>> = {
  dynamodb: dynamodbAccesses,
  ecs: ecsAccesses,
  s3: s3Accesses,
  sns: snsAccesses,
};

/**
 * Operation of a request, and the permissions that its caller needs.
 *
 * @throws UnknownOperation when that is not known here
 */
export const accessesOf = (request: ServiceRequest, account: Account): Calls | Promise<Calls> =>
  mappings[request.service](request, account);
