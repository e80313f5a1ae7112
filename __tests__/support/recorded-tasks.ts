import type { TaskLaunch, TaskRunner } from "../../tools/local/endpoints/ecs/task-runner";
import { taskEnvironment } from "../../workflow/task-environment";

const nameOf = ({ environment }: TaskLaunch): string => environment[taskEnvironment.taskName] ?? "";

/** The run and the name of a task: two runs may have tasks of the same name. */
const entryOf = (launch: TaskLaunch): string =>
  `${launch.environment[taskEnvironment.workflowRunId] ?? ""} ${nameOf(launch)}`;

/** Keeps account of the tasks that runners start. */
export class RecordedTasks {
  /** The name of each task that a process was started for, in that order. */
  readonly starts: string[] = [];
  /** Those that were started while another process of the same entry and run ran. */
  readonly overlaps: string[] = [];
  private readonly running = new Map<TaskLaunch, string>();

  readonly watch =
    (runner: TaskRunner): TaskRunner =>
    (launch) => {
      const task = runner(launch);
      const [name, entry] = [nameOf(launch), entryOf(launch)];
      if ([...this.running.values()].includes(entry)) this.overlaps.push(name);
      this.running.set(launch, entry);
      task.started.then(
        () => this.starts.push(name),
        () => undefined,
      );
      void task.ended.then(() => this.running.delete(launch));
      return task;
    };

  /** The names of the tasks that run. */
  get alive(): readonly string[] {
    return [...this.running.keys()].map(nameOf);
  }
}
