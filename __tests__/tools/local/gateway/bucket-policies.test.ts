import { BucketPolicies } from "../../../../tools/local/gateway/moto-gaps";
import type { HttpAnswer } from "../../../../tools/local/http/aws-answers";

const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b/*" }],
});

function bucketPolicies() {
  const policies = new BucketPolicies();
  const call = (method: string, url: string, body = ""): [number, string] | undefined => {
    const request = { service: "s3", operation: "", method, url, headers: {}, body: Buffer.from(body) };
    const answer: HttpAnswer | undefined = policies.serve(request);
    return answer && [answer.status, answer.body.toString()];
  };
  return { policies, call };
}

describe("Given the policies of buckets", () => {
  it("When one is put, then it is read back and judged by", () => {
    const { policies, call } = bucketPolicies();
    expect(call("PUT", "/b?policy", document)).toEqual([204, ""]);
    expect(call("GET", "/b?x-id=GetBucketPolicy&policy")).toEqual([200, document]);
    expect(Object.keys(policies.judged())).toEqual(["arn:aws:s3:::b"]);
  });

  it.each(["/b?policy", "/b"])("When DELETE %s is called, then there is no policy any more", (url) => {
    const { policies, call } = bucketPolicies();
    call("PUT", "/b?policy", document);
    call("DELETE", url);
    expect(call("GET", "/b?policy=")).toEqual([404, expect.stringContaining("<Code>NoSuchBucketPolicy</Code>")]);
    expect(policies.judged()).toEqual({});
  });

  it("When something else is asked for, then that is left to the service behind", () => {
    const { call } = bucketPolicies();
    for (const url of ["/b", "/b?policyStatus", "/b/policy", "/b/k?tagging"]) expect(call("GET", url)).toBeUndefined();
  });
});
