import { AwsError } from "../../http/aws-answers";

/** The errors of the ECS API that this endpoint gives, by name. ECS API reference, "Common errors" and each action's. */
type EcsErrorName =
  | "AccessDeniedException"
  | "ClientException"
  | "ClusterNotFoundException"
  | "ConflictException"
  | "InvalidParameterException"
  | "SerializationException"
  | "ServerException"
  | "ThrottlingException"
  | "UnknownOperationException";

/** An error as the ECS API answers it: HTTP status 500 for a ServerException, 400 for all others. */
export class EcsError extends AwsError {
  /** @param details further members of the answer, such as the `resourceIds` of a ConflictException */
  constructor(name: EcsErrorName, message: string, details: object = {}) {
    super(name, message, { status: name === "ServerException" ? 500 : 400, details });
  }
}
