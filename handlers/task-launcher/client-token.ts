import { createHash } from "node:crypto";

/**
 * The token under which ECS starts one task however often it is asked: the same for the same entry of the same
 * execution, 64 characters of hexadecimal. ECS takes at most 64 (ECS API reference, RunTask).
 *
 * @param index the entry's position in `taskList`
 */
export const clientTokenOf = (executionArn: string, index: number): string =>
  createHash("sha256").update(`${executionArn} ${index}`).digest("hex");
