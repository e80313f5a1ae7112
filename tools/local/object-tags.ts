import { forward, inOnePiece, type Target } from "./http/exchange";

/** Asks S3 whether an object has tags. S3 API reference, GetObjectTagging. */
export const objectTags =
  (s3: Target) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const request = { method: "GET", url: `/${path}?tagging`, headers: { host: "127.0.0.1" } };
    return (await inOnePiece(await forward(s3, request, Buffer.alloc(0)))).body.includes("<Tag>");
  };
