import { ConflictException, ECSClient, type DescribeTasksResponse, type ListTasksResponse } from "@aws-sdk/client-ecs";
import { taskEnvironment } from "../../../workflow/task-environment";
import { AwsError } from "../../../tools/local/http/aws-answers";
import { newEcsEngine, type EcsEngine } from "../../../tools/local/endpoints/ecs/engine";
import type { Intercept } from "../../../tools/local/endpoints/ecs/ecs";
import type { RunningTask, TaskLaunch } from "../../../tools/local/endpoints/ecs/task-runner";
import { deployment } from "../deployment";

/** A task of the model, which ends when it is told to. */
export class ModelTask implements RunningTask {
  readonly started = Promise.resolve();
  readonly ended: Promise<number>;
  readonly taskArn: string;
  /** The name of its entry. */
  readonly taskName: string;
  stopped = false;
  /** ECS does not know the task: it forgets a stopped one after a while. */
  forgotten = false;
  private resolve: (exitCode: number) => void = () => undefined;

  constructor({ taskArn, environment }: TaskLaunch) {
    this.taskArn = taskArn;
    this.taskName = environment[taskEnvironment.taskName] ?? "";
    this.ended = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  readonly end = (exitCode: number): void => {
    this.stopped = true;
    this.resolve(exitCode);
  };
  /** 128 + SIGTERM, SIGKILL */
  readonly stop = (): void => {
    this.end(143);
  };
  readonly kill = (): void => {
    this.end(137);
  };
}

/** What DescribeTasks may say of a task instead of the truth. */
export type Lie = "none" | "stale" | "missing";

interface ModelEcsOptions {
  /** Is told each task that is started. */
  readonly onStart?: (task: ModelTask) => void;
  /** What DescribeTasks says of the next task that it is asked about. */
  readonly lie?: () => Lie;
  /** So many tasks run at once. */
  readonly quota?: number;
  readonly now: () => Date;
}

/** The engine of ECS, whose tasks end when they are told to, and which may lie about them. */
export class ModelEcs {
  readonly tasks: ModelTask[] = [];
  private readonly registered = new Set<string>();
  private readonly engine: EcsEngine;

  constructor(private readonly options: ModelEcsOptions) {
    const { onStart = () => undefined, quota = Infinity, now } = options;
    const { registered } = this;
    this.engine = newEcsEngine({
      url: "http://in-memory",
      region: deployment.region,
      accountId: "000000000000",
      registry: {
        clusterNames: [deployment.clusterName],
        get taskDefinitions() {
          return [...registered].map((reference) => {
            const [family = "", revision] = reference.split(":");
            const containerDefinitions = [{ name: deployment.containerName }] as const;
            return { family, revision: Number(revision), containerDefinitions };
          });
        },
      },
      runner: (launch) => {
        const task = new ModelTask(launch);
        this.tasks.push(task);
        onStart(task);
        return task;
      },
      maxRunning: Infinity,
      now,
      refusal: () =>
        this.tasks.filter(({ stopped }) => !stopped).length < quota
          ? undefined
          : "You've reached the limit on the number of vCPUs",
      intercept: this.lying,
    });
  }

  /** Does what a command asks for. */
  async execute(name: string, input: object): Promise<object> {
    const { taskDefinition } = input as { readonly taskDefinition?: string };
    if (taskDefinition !== undefined) this.registered.add(taskDefinition);
    try {
      return await this.engine.call({ operation: name.replace(/Command$/, ""), input, headers: {} });
    } catch (error) {
      const { name: code, message, details } = error as AwsError;
      throw code === "ConflictException" ? new ConflictException({ message, $metadata: {}, ...details }) : error;
    }
  }

  private readonly lying: Intercept = async ({ operation }, proceed) => {
    const answer = await proceed();
    const isForgotten = (arn: string) => this.tasks.some(({ taskArn, forgotten }) => forgotten && taskArn === arn);
    if (operation === "ListTasks") {
      const { taskArns = [] } = answer as ListTasksResponse;
      return { taskArns: taskArns.filter((arn) => !isForgotten(arn)) };
    }
    if (operation !== "DescribeTasks") return answer;
    const { tasks = [], failures = [] } = answer as DescribeTasksResponse;
    const said = tasks.map((task) => ({ task, lie: isForgotten(task.taskArn ?? "") ? "missing" : this.lie() }));
    const missing = said.filter(({ lie }) => lie === "missing");
    return {
      tasks: said
        .filter(({ lie }) => lie !== "missing")
        .map(({ task, lie }) => (lie === "stale" ? { ...task, lastStatus: "RUNNING", stopCode: undefined } : task)),
      failures: [...failures, ...missing.map(({ task }) => ({ arn: task.taskArn, reason: "MISSING" }))],
    };
  };

  private lie(): Lie {
    return this.options.lie?.() ?? "none";
  }
}

/** A client, each command of which is executed by `execute`. */
export const ecsClient = (execute: (name: string, input: object) => Promise<object>): ECSClient =>
  Object.assign(new ECSClient({ region: "eu-west-1" }), {
    send: (command: object) => execute(command.constructor.name, (command as { input: object }).input),
  });
