import { createHash } from "node:crypto";

/**
 * The client token of one attempt to start an entry's task: 64 characters of hexadecimal, the most that ECS takes (ECS API
 * reference, RunTask). ECS gives the first answer again to a call that repeats a token, tasks and failures alike ("Ensuring
 * idempotency"). So an attempt whose outcome is unknown is asked for again under its token, and only a definite refusal, an
 * answer of 200 with failures, leads to the next one. Nothing is stored: whoever asks through the same tokens from 0 on
 * gets the same answers.
 *
 * In JSONata: `$hash($join([executionArn, $string(index), $string(refusals)], " "), "SHA-256")`.
 *
 * @param index the entry's position in its list, from 0
 * @param refusals the entry's definite refusals so far
 */
export const clientTokenOf = (executionArn: string, index: number, refusals: number): string =>
  sha256(`${executionArn} ${index} ${refusals}`);

/**
 * The client token of the task that follows another one.
 *
 * @param taskArn of the one before
 * @param refusals definite ones of the next so far
 */
export const nextTokenOf = (taskArn: string, refusals: number): string => sha256(`${taskArn} ${refusals}`);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
