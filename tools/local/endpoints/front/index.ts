export { chained, ConnectionLost } from "../interception";
export { errorAnswer, type ServiceError } from "./error-answer";
export { startFront, type FrontOptions } from "./front";
export type { Service, ServiceAnswer, ServiceCall, ServiceInterceptor, ServiceRequest } from "./service-call";
