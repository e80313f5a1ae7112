import { S3Error } from "./s3-error";
import type { Body } from "./body";

/** The tags of an object. */
export type Tags = Readonly<Record<string, string>>;

/** An object, as it stays until another takes its key. */
export interface StoredObject {
  readonly body: Body;
  /** With its quotation marks. */
  readonly etag: string;
  /** In whole seconds, as headers tell it. */
  readonly lastModified: Date;
  /** Headers that are given back as they came: content type, metadata and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

/** A multipart upload that is under way. */
export interface Upload extends Pick<StoredObject, "headers" | "tags"> {
  readonly key: string;
  readonly parts: Map<number, { readonly body: Body; readonly etag: string }>;
}

/** The bytes of a key, one a character: sorted as S3 lists them, "in UTF-8 binary order". ListObjectsV2. */
export const bytesOf = (key: string): string => Buffer.from(key, "utf8").toString("latin1");

const keyOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

/** Objects by the bytes of their keys. */
export class Bucket {
  readonly uploads = new Map<string, Upload>();
  private readonly objects = new Map<string, StoredObject>();
  private sorted: readonly string[] | undefined;

  constructor(
    readonly name: string,
    readonly region: string,
  ) {}

  find(key: string): StoredObject | undefined {
    return this.objects.get(bytesOf(key));
  }

  /** @throws S3Error NoSuchKey */
  get(key: string): StoredObject {
    const object = this.find(key);
    if (!object) throw new S3Error("NoSuchKey");
    return object;
  }

  put(key: string, object: StoredObject): void {
    const bytes = bytesOf(key);
    if (!this.objects.has(bytes)) this.sorted = undefined;
    this.objects.set(bytes, object);
  }

  delete(key: string): void {
    if (this.objects.delete(bytesOf(key))) this.sorted = undefined;
  }

  /**
   * The objects whose keys begin with `prefix`, in order.
   *
   * @param after the bytes that the first one's come after
   */
  *list(prefix: string, after: string): Generator<readonly [key: string, object: StoredObject]> {
    this.sorted ??= [...this.objects.keys()].sort();
    const sorted = this.sorted;
    const beginning = bytesOf(prefix);
    for (let index = firstAtLeast(sorted, beginning > after ? beginning : after); index < sorted.length; index += 1) {
      const bytes = sorted[index] ?? "";
      if (!bytes.startsWith(beginning)) return;
      const object = this.objects.get(bytes);
      if (object && bytes !== after) yield [keyOf(bytes), object];
    }
  }
}

/** The place of the first of `sorted` that is not less than `wanted`. */
function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
