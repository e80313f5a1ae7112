export { chained, ConnectionLost } from "../interception";
export { AwsError, errorAnswer } from "../../http/aws-answers";
export { startFront } from "./front";
export type { Service, ServiceAnswer, ServiceCall, ServiceInterceptor } from "./service-call";
