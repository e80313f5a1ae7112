import { createHash } from "node:crypto";

/**
 * The client token of one attempt to start a task: 64 characters of hexadecimal, the most that ECS takes (ECS API reference,
 * RunTask). ECS gives the first answer again to a call that repeats a token, tasks and failures alike ("Ensuring idempotency").
 * So an attempt whose outcome is unknown is asked for again under its token, and only a definite refusal, an answer of 200 with
 * failures, leads to the next one. Nothing is stored: whoever asks through the same tokens from 0 refusals on gets the same
 * answers. In JSONata: `$hash($join([…], " "), "SHA-256")`.
 *
 * @param parts what tells the attempt from all others: of an entry its execution's ARN, its place in the list, from 0, and its
 * definite refusals so far; of a task that follows another one that one's ARN, and the refusals
 */
export const clientTokenOf = (...parts: readonly (string | number)[]): string =>
  createHash("sha256").update(parts.join(" ")).digest("hex");

/**
 * Time for which ECS surely remembers what it started: seconds. It knows a token, and tells of a task, for an hour from the task's end on
 * (ECS API reference, "Ensuring idempotency" and DescribeTasks); the rest is for calls and clocks. After it, asking again may start a
 * task twice.
 */
export const rememberedSeconds = 3_000;
