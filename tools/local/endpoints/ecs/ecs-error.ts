/** The errors of the ECS API that this endpoint gives, by name. ECS API reference, "Common errors" and each action's. */
export type EcsErrorName =
  | "AccessDeniedException"
  | "ClientException"
  | "ClusterNotFoundException"
  | "ConflictException"
  | "InvalidParameterException"
  | "SerializationException"
  | "ThrottlingException"
  | "UnknownOperationException";

/** An error as the ECS API answers it: HTTP status 400 and its name as `__type`. */
export class EcsError extends Error {
  /** @param details further members of the answer, such as the `resourceIds` of a ConflictException */
  constructor(
    override readonly name: EcsErrorName,
    message: string,
    readonly details: object = {},
  ) {
    super(message);
  }
}
