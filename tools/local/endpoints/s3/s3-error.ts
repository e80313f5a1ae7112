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
