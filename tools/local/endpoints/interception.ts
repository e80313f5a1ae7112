/**
 * Stands between a call and whatever serves it. It may let the call proceed, answer in its place, wait, change the answer,
 * or throw ConnectionLost: before `proceed` the call never arrived, after it the call took effect and the answer got lost.
 */
export type Interceptor<Call, Answer> = (call: Call, proceed: () => Promise<Answer>) => Promise<Answer>;

/** Thrown by an interceptor to close the connection without an answer. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** Interceptors as one: the first is asked first, and decides whether the others are. */
export const chained =
  <Call, Answer>(interceptors: readonly Interceptor<Call, Answer>[]): Interceptor<Call, Answer> =>
  (call, proceed) =>
    interceptors.reduceRight<typeof proceed>((next, intercept) => () => intercept(call, next), proceed)();
