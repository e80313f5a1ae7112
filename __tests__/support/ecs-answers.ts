import type { EcsScript } from "./scripted-ecs";

/** The ARN that the scripts here give a task. */
export const taskArn = (name: string): string => `arn:aws:ecs:eu-west-1:111122223333:task/kit/${name}`;

/** What an override variable is in a RunTask input or a task. */
export const toldTo = (overrides: unknown, variable: string): string => {
  const { containerOverrides } = overrides as {
    containerOverrides: { environment: { name: string; value: string }[] }[];
  };
  return containerOverrides[0]?.environment.find(({ name }) => name === variable)?.value ?? "";
};

/** RunTask that starts one task a client token, as ECS does. @param started the names of the tasks it started */
export const startTasks =
  (started: string[] = [], tokens = new Map<string, string>()): EcsScript =>
  ({ clientToken, overrides }: { clientToken: string; overrides: unknown }) => {
    const name = toldTo(overrides, "task_name");
    if (!tokens.has(clientToken)) started.push(name);
    tokens.set(clientToken, name);
    return { tasks: [{ taskArn: taskArn(name) }], failures: [] };
  };

/** Overrides as a task has them that was started for an entry. */
export const overridesFor = (taskName: string, workflowName: string, workflowRunId: string): object => ({
  containerOverrides: [
    {
      name: "ecs-task",
      environment: Object.entries({
        workflow_name: workflowName,
        workflow_run_id: workflowRunId,
        task_name: taskName,
      }).map(([name, value]) => ({ name, value })),
    },
  ],
});
