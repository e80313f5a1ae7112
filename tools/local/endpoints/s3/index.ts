export { addressOf } from "./address";
export { bucketsOf, startS3Endpoint, type S3EndpointOptions } from "./server";
