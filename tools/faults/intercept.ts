import type { Task } from "@aws-sdk/client-ecs";
import type { EcsCall, Intercept } from "../local/endpoints/ecs";
import { taskEnvironment } from "../../workflow/task-environment";

/** Calls that are hit: the first `times` of those that are picked. */
interface Aim {
  readonly operation: string;
  /** @default every one */
  readonly picks?: (call: EcsCall) => boolean;
  /** @default each time */
  readonly times?: number;
}

/** Lets `act` stand in for the calls that are aimed at; all others proceed. */
export function aimed({ operation, picks = () => true, times = Infinity }: Aim, act: Intercept): Intercept {
  let left = times;
  return (call, proceed) => {
    if (call.operation !== operation || left === 0 || !picks(call)) return proceed();
    left -= 1;
    return act(call, proceed);
  };
}

/** The name of a task, of what its container was told. */
export const taskNameOf = ({ overrides }: Pick<Task, "overrides">): string | undefined =>
  overrides?.containerOverrides
    ?.flatMap(({ environment = [] }) => environment)
    .find(({ name }) => name === taskEnvironment.taskName)?.value;

/** True for a call that launches the task of this name. */
export const launches =
  (taskName: string) =>
  ({ input }: EcsCall): boolean =>
    taskNameOf(input) === taskName;
