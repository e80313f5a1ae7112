import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import fc from "../../../support/seeded";
import { describeError } from "../../../../tools/cli/errors";
import { Bucket as LocalBucket } from "../../../../tools/local/contents";
import { refusalOf, startS3Lab } from "../../../support/s3-lab";

let lab: Awaited<ReturnType<typeof startS3Lab>>;
const given = async (keys: readonly string[] = []) => {
  lab = await startS3Lab();
  await Promise.all(keys.map((key) => put(key)));
};
const close = () => lab.close();

const Bucket = "bucket";
const put = (Key: string, Body = Key) => lab.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const copy = (from: string, Key: string) =>
  lab.client.send(
    new CopyObjectCommand({ Bucket, Key, CopySource: `bucket/${from.split("/").map(encodeURIComponent).join("/")}` }),
  );

describe("Given keys that would lead elsewhere if they were paths", () => {
  beforeEach(() => given());
  afterEach(close);
  const keys = [
    "b.bin",
    "a/../b.bin",
    "/lead.bin",
    "lead.bin",
    "a//b.bin",
    "a/b.bin",
    "a/./b.bin",
    "trail/",
    "trail",
    "a b+c%25?d&e=ü\u{1F600}",
  ];

  it("When they are put, listed, read and copied, then each is an object of its own", async () => {
    for (const key of keys) await put(key);
    await expect(lab.keys()).resolves.toEqual(
      keys.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
    );
    for (const key of keys) {
      await expect(lab.text(key)).resolves.toBe(key);
      await copy(key, `copy of ${key}`);
      await expect(lab.text(`copy of ${key}`)).resolves.toBe(key);
    }
  });

  it("When one has as many bytes as S3 takes, or one part has 230 characters, then it is kept; one byte more is refused", async () => {
    for (const key of ["p".repeat(230), `${"é".repeat(495)}x`, `${"d/".repeat(511)}xx`]) {
      await put(key);
      await expect(lab.text(key)).resolves.toBe(key);
      await lab.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
    }
    expect(await refusalOf(put("k".repeat(1_025)))).toEqual(["KeyTooLongError", 400]);
    await expect(lab.keys()).resolves.toEqual([]);
  });

  it.each(["../../../x", "../x", "a/../../b", ".."])(
    "When the key is %s, which climbs out, then S3 answers 400 without a word, the tools say why, and nothing is kept",
    async (key) => {
      await expect(put(key).catch(describeError)).resolves.toMatch(/^S3 takes no request for this key,.* More \.\.\//);
      const objects = new LocalBucket(Bucket, lab.url, "eu-west-1");
      await expect(objects.put({ [key]: Buffer.from("") })).rejects.toThrow(/key .*: there are more \.\.\/ in it than/);
      expect((await refusalOf(put(key)))[1]).toBe(400);
      expect((await refusalOf(lab.client.send(new HeadObjectCommand({ Bucket, Key: key }))))[1]).toBe(400);
      await expect(lab.keys()).resolves.toEqual([]);
    },
  );

  it("When any keys are put, then they are listed in the order of their bytes, and nothing else is", async () => {
    const key = fc
      .string({ unit: "grapheme-composite", minLength: 1, maxLength: 20 })
      .filter((text) => !text.split("/").includes(".."));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 8 }), async (some) => {
        for (const each of some) await put(each);
        await expect(lab.keys()).resolves.toEqual(
          some.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
        );
        for (const Key of some) await lab.client.send(new DeleteObjectCommand({ Bucket, Key }));
        await expect(lab.keys()).resolves.toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("Given more objects than a page has", () => {
  const keys = Array.from({ length: 1_001 }, (_, index) => `in/${String(index).padStart(4, "0")}`);
  beforeAll(() => given(keys));
  afterAll(close);

  it("When they are listed, then page follows page to the end", async () => {
    const sizes: (number | undefined)[] = [];
    const found: (string | undefined)[] = [];
    for await (const { Contents = [], KeyCount } of paginateListObjectsV2(lab, { Bucket, Prefix: "in/" })) {
      sizes.push(KeyCount);
      found.push(...Contents.map(({ Key }) => Key));
    }
    expect([sizes, found]).toEqual([[1_000, 1], keys]);
  });

  it("When a token is not one of S3's, then it is refused", async () => {
    const list = new ListObjectsV2Command({ Bucket, ContinuationToken: "mine" });
    expect(await refusalOf(lab.client.send(list))).toEqual(["InvalidArgument", 400]);
  });
});

describe("Given objects in folders", () => {
  beforeAll(() => given(["a", "b/1", "b/2", "b0"]));
  afterAll(close);

  it("When what is below one of them is listed, then nothing else is", async () => {
    const { Contents = [] } = await lab.client.send(new ListObjectsV2Command({ Bucket, Prefix: "b/" }));
    expect(Contents.map(({ Key }) => Key)).toEqual(["b/1", "b/2"]);
  });

  it.each([{ Delimiter: "/" }, { StartAfter: "b/1" }])(
    "When they are listed by %j, which nothing here does, then S3 says that it cannot",
    async (input) => {
      const list = new ListObjectsV2Command({ Bucket, ...input });
      expect(await refusalOf(lab.client.send(list))).toEqual(["NotImplemented", 501]);
    },
  );
});
