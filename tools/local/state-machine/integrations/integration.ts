import type { Json } from "../../json";

/** Service call behind a Task state's `Resource`: takes the state's parameters, answers its result or throws a StatesError. */
export type Integration = (parameters: Json) => Promise<Json>;
