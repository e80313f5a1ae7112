import { AwsError } from "../../http/aws-answers";

/** Status and message of each error, by S3's code. S3 API reference, "List of error codes". */
const errors = {
  EntityTooLarge: [400, "Your proposed upload exceeds the maximum allowed object size."],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed object size."],
  IncompleteBody: [400, "You did not provide the number of bytes specified by the Content-Length HTTP header."],
  InvalidArgument: [400, "Invalid Argument"],
  InvalidPart: [400, "One or more of the specified parts could not be found."],
  InvalidPartOrder: [400, "The list of parts was not in ascending order."],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRequest: [400, "The request is not valid."],
  InvalidTag: [400, "Your request contains tag input that is not valid."],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  KeyTooLongError: [400, "Your key is too long"],
  MalformedXML: [400, "The XML you provided was not well-formed or did not validate against our published schema"],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NoSuchUpload: [
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
  ],
  PermanentRedirect: [
    301,
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
  ],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

/** An error that S3 answers with. */
export class S3Error extends AwsError {
  /**
   * @param message in place of the code's own
   * @param headers of the answer
   */
  constructor(code: keyof typeof errors, message: string = errors[code][1], headers: Record<string, string> = {}) {
    super(code, message, { status: errors[code][0], headers });
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
    if (!object) throw new S3Error("NoSuchKey");
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
