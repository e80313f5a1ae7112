import type { IncomingHttpHeaders } from "node:http";

/** IAM user guide, "Elements of an AWS API request signature": `Credential=<key>/<date>/<Region>/<service>/aws4_request`. */
const credential = /Credential=([^/,\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** The credential of a request signed by Signature Version 4, with its scope; undefined where nobody signed. */
export function signatureOf({ authorization = "" }: IncomingHttpHeaders) {
  const [, accessKeyId, region, service] = credential.exec(authorization) ?? [];
  return { accessKeyId, region, service };
}
