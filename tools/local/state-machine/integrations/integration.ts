import type { Json } from "../../json";

/** What a Task state's `Resource` stands for: takes the state's parameters, answers its result or throws a StatesError. */
export type Integration = (parameters: Json) => Promise<Json>;
