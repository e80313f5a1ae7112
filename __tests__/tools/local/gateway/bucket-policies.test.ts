import { bucketPolicies } from "../../../../tools/local/gateway/moto-gaps";

const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b/*" }],
});

function caller() {
  const serve = bucketPolicies();
  return async (method: string, url: string, body = ""): Promise<[number, string] | undefined> => {
    const request = { service: "s3", operation: "", method, url, headers: {}, body: Buffer.from(body) };
    const answer = await serve(request);
    return answer && [answer.status, answer.body.toString()];
  };
}

describe("Given the policies of buckets", () => {
  it("When one is put, then it is read back", async () => {
    const call = caller();
    expect(await call("PUT", "/b?policy", document)).toEqual([204, ""]);
    expect(await call("GET", "/b?x-id=GetBucketPolicy&policy")).toEqual([200, document]);
  });

  it.each(["/b?policy", "/b"])("When DELETE %s is called, then there is no policy any more", async (url) => {
    const call = caller();
    await call("PUT", "/b?policy", document);
    await call("DELETE", url);
    expect(await call("GET", "/b?policy=")).toEqual([404, expect.stringContaining("<Code>NoSuchBucketPolicy</Code>")]);
  });

  it("When something else is asked for, then that is left to the service behind", async () => {
    const call = caller();
    for (const url of ["/b", "/b?policyStatus", "/b/policy", "/b/k?tagging"])
      expect(await call("GET", url)).toBeUndefined();
  });
});
