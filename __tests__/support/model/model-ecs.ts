import { ConflictException, ECSClient, type RunTaskCommandInput, type Task } from "@aws-sdk/client-ecs";

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
  private readonly byToken = new Map<string, { readonly parameters: string; readonly task: ModelTask | undefined }>();

  /**
   * @param quota so many tasks run at once
   * @param onStart is told each task that is started
   * @param lie what DescribeTasks says of the next task that it is asked about
   */
  constructor(
    private readonly onStart: (task: ModelTask) => void,
    private readonly lie: () => Lie,
    private readonly quota = Infinity,
  ) {}

  /** Does what a command asks for. */
  execute(name: string, input: Input): object {
    const operation = this.operations[name];
    if (!operation) throw new Error(`There is no ${name} here`);
    return operation(input);
  }

  /**
   * Starts a task where there is room, or gives again what was given under the same token: a task or a refusal.
   *
   * @throws ConflictException when the token was used with other parameters
   */
  private start(input: Input): ModelTask | undefined {
    const { clientToken = "", ...parameters } = input;
    const earlier = this.byToken.get(clientToken);
    if (earlier && earlier.parameters !== JSON.stringify(parameters))
      throw new ConflictException({ message: "Token was used", $metadata: {}, resourceIds: [] });
    if (earlier) return earlier.task;
    const isFull = this.tasks.filter(({ stopped }) => !stopped).length >= this.quota;
    const task = isFull ? undefined : this.newTask(input.overrides);
    this.byToken.set(clientToken, { parameters: JSON.stringify(parameters), task });
    return task;
  }

  private newTask(overrides: Input["overrides"]): ModelTask {
    const taskArn = `arn:aws:ecs:eu-west-1:111122223333:task/kit/${this.tasks.length}`;
    const task: ModelTask = { taskArn, overrides, stopped: false, forgotten: false };
    this.tasks.push(task);
    this.onStart(task);
    return task;
  }

  private readonly operations: Readonly<Record<string, (input: Input) => object>> = {
    RunTaskCommand: (input) => {
      const task = this.start(input);
      if (task) return { tasks: [{ taskArn: task.taskArn }], failures: [] };
      return { tasks: [], failures: [{ reason: "You've reached the limit on the number of vCPUs" }] };
    },
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
