import { ECSClient, type RunTaskCommandInput, type Task } from "@aws-sdk/client-ecs";

/** A task as the model has it. */
export interface ModelTask {
  readonly taskArn: string;
  readonly overrides: RunTaskCommandInput["overrides"];
  stopped: boolean;
  /** ECS does not know the task: it forgets a stopped one after a while. */
  forgotten: boolean;
}

/** What DescribeTasks may say of a task instead of the truth. */
export type Lie = "none" | "stale" | "missing";

interface Input extends RunTaskCommandInput {
  readonly tasks?: readonly string[];
  readonly task?: string;
  readonly desiredStatus?: "RUNNING" | "STOPPED";
}

/** ECS in memory, for as much of it as the handlers use. */
export class ModelEcs {
  readonly tasks: ModelTask[] = [];
  private readonly byToken = new Map<string, ModelTask>();

  /**
   * @param onStart is told each task that is started
   * @param lie what DescribeTasks says of the next task that it is asked about
   */
  constructor(
    private readonly onStart: (task: ModelTask) => void,
    private readonly lie: () => Lie,
  ) {}

  /** Does what a command asks for. */
  execute(name: string, input: Input): object {
    const operation = this.operations[name];
    if (!operation) throw new Error(`There is no ${name} here`);
    return operation(input);
  }

  /** Starts a task, or gives the one that was started under the same token. */
  start({ clientToken, overrides }: Pick<Input, "clientToken" | "overrides">): ModelTask {
    const earlier = this.byToken.get(clientToken ?? "");
    if (earlier) return earlier;
    const taskArn = `arn:aws:ecs:eu-west-1:111122223333:task/kit/${this.tasks.length}`;
    const task: ModelTask = { taskArn, overrides, stopped: false, forgotten: false };
    this.tasks.push(task);
    if (clientToken !== undefined) this.byToken.set(clientToken, task);
    this.onStart(task);
    return task;
  }

  private readonly operations: Readonly<Record<string, (input: Input) => object>> = {
    RunTaskCommand: (input) => ({ tasks: [{ taskArn: this.start(input).taskArn }], failures: [] }),
    ListTasksCommand: ({ desiredStatus }) => ({
      taskArns: this.tasks
        .filter(({ stopped, forgotten }) => !forgotten && stopped === (desiredStatus === "STOPPED"))
        .map(({ taskArn }) => taskArn),
    }),
    DescribeTasksCommand: ({ tasks: arns = [] }) => {
      const said = arns.map((arn) => [arn, this.describe(arn)] as const);
      return {
        tasks: said.map(([, task]) => task).filter((task) => task !== undefined),
        failures: said.filter(([, task]) => task === undefined).map(([arn]) => ({ arn, reason: "MISSING" })),
      };
    },
    StopTaskCommand: ({ task: arn }) => {
      const task = this.tasks.find(({ taskArn }) => taskArn === arn);
      if (task) task.stopped = true;
      return {};
    },
  };

  private describe(arn: string): Task | undefined {
    const task = this.tasks.find(({ taskArn }) => taskArn === arn);
    const lie = this.lie();
    if (!task || task.forgotten || lie === "missing") return undefined;
    const { taskArn, overrides, stopped } = task;
    if (!stopped || lie === "stale") return { taskArn, overrides, lastStatus: "RUNNING" };
    return { taskArn, overrides, lastStatus: "STOPPED", stopCode: "EssentialContainerExited", containers: [] };
  }
}

/** A client, each command of which is executed by `execute`. */
export const ecsClient = (execute: (name: string, input: Input) => Promise<object>): ECSClient =>
  Object.assign(new ECSClient({ region: "eu-west-1" }), {
    send: (command: object) => execute(command.constructor.name, (command as { input: Input }).input),
  });
