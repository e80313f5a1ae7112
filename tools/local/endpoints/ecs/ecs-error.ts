/** The errors of the ECS API that this endpoint gives, by name. ECS API reference, "Common errors" and each action's. */
export type EcsErrorName =
  | "AccessDeniedException"
  | "ClientException"
  | "ClusterNotFoundException"
  | "ConflictException"
  | "InvalidParameterException"
  | "SerializationException"
  | "ServerException"
  | "ThrottlingException"
  | "UnknownOperationException";

/** An error as the ECS API answers it: its name as `__type`; HTTP status 500 for a ServerException, 400 for all others. */
export class EcsError extends Error {
  /** @param details further members of the answer, such as the `resourceIds` of a ConflictException */
  constructor(
    override readonly name: EcsErrorName,
    message: string,
    readonly details: object = {},
  ) {
    super(message);
  }

  get status(): number {
    return this.name === "ServerException" ? 500 : 400;
  }
}
