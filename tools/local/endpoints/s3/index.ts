export { bucketsOf, startS3Endpoint } from "./server";
