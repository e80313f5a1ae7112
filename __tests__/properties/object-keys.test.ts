import fc from "../support/seeded";
import { copyObject } from "../../ecs-task/copy-object";
import { destinationKey } from "../../ecs-task/destination";
import { startMemoryS3 } from "../support/memory-s3";
import { textArbitrary } from "../support/spec-arbitraries";

const bucket = "kit-bucket";
const taskArn = "arn:aws:ecs:eu-west-1:111122223333:task/kit/0123456789abcdef0123456789abcdef";
const longestKey = 1_024 - "_0123456789abcdef0123456789abcdef".length;

/** Any key that S3 takes, made of parts that break naive URLs. */
const key = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "/",
        "//",
        "..",
        ".",
        "+",
        "%",
        "%2F",
        "%25",
        " ",
        "?",
        "#",
        "&",
        "=",
        ";",
        "'",
        '"',
        "\\",
        "é",
        "🚀",
        "x".repeat(300),
      ),
      textArbitrary(200),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(""))
  .filter((text) => Buffer.byteLength(text) <= longestKey);

describe("Given objects with keys of every kind that S3 allows", () => {
  let s3: Awaited<ReturnType<typeof startMemoryS3>>;
  beforeAll(async () => {
    s3 = await startMemoryS3();
  });
  afterAll(() => s3.close());

  it("When they are copied, then the copy lies under the key, an underscore and the task's id", async () => {
    await fc.assert(
      fc.asyncProperty(key, async (name) => {
        s3.objects.clear();
        s3.objects.set(`${bucket}/${name}`, name);
        const copy = { bucket, key: name, destinationKey: destinationKey(name, taskArn, "") };
        await copyObject(s3.client, copy, new AbortController().signal);
        expect([...s3.objects]).toEqual([
          [`${bucket}/${name}`, name],
          [`${bucket}/${name}_0123456789abcdef0123456789abcdef`, name],
        ]);
      }),
      {
        numRuns: 400,
        examples: ["/", "../../x", "a/../b", "./a", "a b+c%", "x".repeat(longestKey), "🚀".repeat(240)].map((name) => [
          name,
        ]),
      },
    );
  });
});
