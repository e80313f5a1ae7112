import { CreateBucketCommand, GetBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtempSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Closers } from "../../tools/local/closers";
import { startCloud } from "../../tools/local/cloud/cloud";
import type { CloudAddress } from "../../tools/local/cloud/environment";
import { localCredentials } from "../../tools/local/program-environment";
import { givenTools } from "./given-tools";

const bucket = "tagged";
const arn = encodeURIComponent(`arn:aws:s3:::${bucket}`);

// The AWS provider from 6.23 on keeps a bucket's tags by S3 Control, on a host with the account in front, and reaches the
// gateway as its proxy: the address of such a request is a whole one. S3 API reference, ListTagsForResource.
givenTools("Given the gateway as the proxy of Terraform", () => {
  const closers = new Closers();
  let address: CloudAddress;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "proxy-test-"));
    address = await startCloud({ region: "us-east-1", accountId: "000000000000", realTime: false, folder }, closers);
  });
  afterAll(() => closers.close());

  const s3 = () =>
    new S3Client({
      endpoint: address.url,
      region: address.region,
      credentials: localCredentials,
      forcePathStyle: true,
    });

  const ask = async (method: string, query = "", body = "") => {
    const { hostname, port } = new URL(address.url);
    const host = `000000000000.${hostname}:${port}`;
    const scope = `${localCredentials.accessKeyId}/20261125/${address.region}/s3/aws4_request`;
    const headers = {
      host,
      "x-amz-account-id": "000000000000",
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    const sent = request({ hostname, port, method, headers, path: `http://${host}/v20180820/tags/${arn}${query}` });
    sent.end(body);
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      sent.once("error", reject).once("response", (response) => {
        text(response).then((content) => {
          resolve({ status: response.statusCode, body: content });
        }, reject);
      });
    });
    return answer;
  };

  it("When a bucket is tagged, asked for its tags and untagged, then each is answered as S3 Control does", async () => {
    await s3().send(new CreateBucketCommand({ Bucket: bucket }));
    const tags = "<Tags><Tag><Key>Project</Key><Value>kit</Value></Tag></Tags>";
    const body = `<TagResourceRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">${tags}</TagResourceRequest>`;
    expect((await ask("POST", "", body)).status).toBe(204);
    expect(await ask("GET")).toEqual({
      status: 200,
      body: expect.stringMatching(/<Key>Project<\/Key>\s*<Value>kit<\/Value>/) as string,
    });
    const { TagSet } = await s3().send(new GetBucketTaggingCommand({ Bucket: bucket }));
    expect(TagSet).toEqual([{ Key: "Project", Value: "kit" }]);
    expect((await ask("DELETE", "?tagKeys=Project")).status).toBe(204);
    expect((await ask("GET")).body).not.toContain("Project");
  });
});
