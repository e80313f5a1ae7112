import { AwsError } from "../../http/aws-answers";

/** Status of each error, by S3's code. S3 API reference, "List of error codes". */
const statuses = {
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InvalidArgument: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidTag: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  PermanentRedirect: 301,
  PreconditionFailed: 412,
} as const;

/** An error that S3 answers with. */
export class S3Error extends AwsError {
  constructor(code: keyof typeof statuses, message: string = code, headers: Record<string, string> = {}) {
    super(code, message, { status: statuses[code], headers });
  }
}

/** Content of an object: never changed, so that copies and parts share its pieces. */
interface Body {
  readonly bytes: number;
  readonly pieces: readonly Buffer[];
}

/** Bodies one after the other. */
export const joined = (bodies: readonly Body[]): Body => ({
  bytes: bodies.reduce((sum, { bytes }) => sum + bytes, 0),
  pieces: bodies.flatMap(({ pieces }) => pieces),
});

/** The bytes from `first` to `last`, both included. */
export function slice({ pieces }: Body, first: number, last: number): Body {
  let offset = 0;
  const cut = pieces.flatMap((piece) => {
    const [from, to] = [Math.max(first - offset, 0), Math.min(last + 1 - offset, piece.length)];
    offset += piece.length;
    return to <= from ? [] : [piece.subarray(from, to)];
  });
  return { bytes: last + 1 - first, pieces: cut };
}

/** An object, as it stays until another takes its key. */
export interface StoredObject {
  readonly body: Body;
  /** With its quotation marks. */
  readonly etag: string;
  /** In whole seconds, as headers tell it. */
  readonly lastModified: Date;
  /** Headers that are given back as they came: content type, metadata and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A multipart upload that is under way. */
export interface Upload extends Pick<StoredObject, "headers" | "tags"> {
  readonly key: string;
  readonly parts: Map<number, Pick<StoredObject, "body" | "etag">>;
}

/** The bytes of a key, one a character: sorted as S3 lists them, "in UTF-8 binary order". ListObjectsV2. */
const bytesOf = (key: string): string => Buffer.from(key, "utf8").toString("latin1");

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

  /** @throws S3Error NoSuchKey */
  get(key: string): StoredObject {
    const object = this.objects.get(bytesOf(key));
    if (!object) throw new S3Error("NoSuchKey", "The specified key does not exist.");
    return object;
  }

  /** @returns when it was put */
  put(key: string, object: Omit<StoredObject, "lastModified">): Date {
    const lastModified = new Date(Math.floor(Date.now() / 1_000) * 1_000);
    this.objects.set(bytesOf(key), { ...object, lastModified });
    this.sorted = undefined;
    return lastModified;
  }

  delete(key: string): void {
    this.objects.delete(bytesOf(key));
    this.sorted = undefined;
  }

  /** The keys that begin with `prefix` and come after `after`, in order. */
  keys(prefix: string, after: string): string[] {
    this.sorted ??= [...this.objects.keys()].sort();
    const [beginning, last] = [bytesOf(prefix), bytesOf(after)];
    return this.sorted.filter((bytes) => bytes > last && bytes.startsWith(beginning)).map(keyOf);
  }
}
