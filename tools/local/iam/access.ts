import { AwsError } from "../http/aws-answers";

/**
 * Values of condition keys, e.g. `ecs:cluster`; a list of values for a key that can have several. A key that AWS would leave out
 * of such a request is absent.
 */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One action on one resource, which a caller is allowed or not. */
export interface Access {
  /** E.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for an action without resources. */
  readonly resource: string;
  readonly context: Context;
}

/** A request of which it is not known here what a caller must be allowed for it. */
export class UnknownOperation extends AwsError {
  constructor(message: string) {
    super("NotImplemented", message, { status: 501 });
  }
}
