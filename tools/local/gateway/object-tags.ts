import type { GatewayAnswer, GatewayRequest } from "./request";

/**
 * Asks S3 whether an object has tags.
 *
 * @param passOn leads to it
 */
export const objectTags =
  (passOn: (request: GatewayRequest) => Promise<GatewayAnswer>) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const request = { service: "s3", operation: "", method: "GET", url: `/${path}?tagging`, body: Buffer.alloc(0) };
    return (await passOn({ ...request, headers: { host: "127.0.0.1" } })).body.includes("<Tag>");
  };
