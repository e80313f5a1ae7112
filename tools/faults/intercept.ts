import type { DescribeTasksResponse, Task } from "@aws-sdk/client-ecs";
import type { EcsCall, Intercept } from "../local/endpoints/ecs/operations";
import { ConnectionLost } from "../local/http/exchange";
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

/** A variable that a task's container was given. */
export const toldTo = ({ overrides }: Pick<Task, "overrides">, variable: string): string | undefined =>
  overrides?.containerOverrides?.flatMap(({ environment = [] }) => environment).find(({ name }) => name === variable)
    ?.value;

/** The name of a task, of what its container was told. */
export const taskNameOf = (task: Pick<Task, "overrides">): string | undefined => toldTo(task, taskEnvironment.taskName);

/** True for a call that launches the task of this name. */
export const launches =
  (taskName: string) =>
  ({ input }: EcsCall): boolean =>
    taskNameOf(input) === taskName;

/** A task as ECS describes it. */
export type Told = NonNullable<DescribeTasksResponse["tasks"]>[number];

/** DescribeTasks with another word on one task: another description, or "MISSING" for none. */
export const described =
  (taskName: string, tell: (task: Told) => Told | "MISSING"): Intercept =>
  async (_call, proceed) => {
    const { tasks = [], failures = [] } = (await proceed()) as DescribeTasksResponse;
    const told = tasks.map((task) => (taskNameOf(task) === taskName ? tell(task) : task));
    return {
      tasks: told.filter((task) => task !== "MISSING"),
      failures: [
        ...failures,
        ...tasks
          .filter((_, index) => told[index] === "MISSING")
          .map(({ taskArn: arn }) => ({ arn, reason: "MISSING" })),
      ],
    };
  };

/** The call takes effect, and its answer is lost. */
export const replyLost: Intercept = async (_call, proceed) => {
  await proceed();
  throw new ConnectionLost();
};
