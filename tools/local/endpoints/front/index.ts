export { chained, ConnectionLost } from "../interception";
export { AwsError, errorAnswer } from "../../http/aws-answers";
export { startFront, type FrontOptions } from "./front";
export type { Service, ServiceAnswer, ServiceCall, ServiceInterceptor, ServiceRequest } from "./service-call";
