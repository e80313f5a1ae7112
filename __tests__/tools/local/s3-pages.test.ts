import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bucket } from "../../../tools/local/bucket";
import { startS3Endpoint } from "../../../tools/local/endpoints/s3";
import { SynthesizedStack } from "../../../tools/local/terraform/synthesized-stack";

const folder = mkdtempSync(join(tmpdir(), "s3-pages-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("Given a local bucket with more objects than a page of S3's list has", () => {
  it("When its keys are listed, then all are there", async () => {
    const configuration = {
      provider: { aws: [{ region: "eu-west-1" }] },
      resource: { aws_s3_bucket: { bucket: { bucket: "kit-bucket" } } },
    };
    const endpoint = await startS3Endpoint(new SynthesizedStack(configuration, folder), folder);
    const bucket = new Bucket(
      "kit-bucket",
      { s3: endpoint.url } as ConstructorParameters<typeof Bucket>[1],
      "eu-west-1",
    );
    const keys = Array.from({ length: 1_001 }, (_, index) => `in/${String(index).padStart(4, "0")}`);
    await bucket.put(Object.fromEntries(keys.map((key) => [key, Buffer.from("x")])));
    await expect(bucket.keys()).resolves.toEqual(keys);
    await endpoint.close();
  }, 60_000);
});
