import type { EcsTask } from "../../local/endpoints/ecs/task-table";

const stages = ["waiting", "running", "ended", "failed"] as const;
type Stage = (typeof stages)[number];

const stageOf = ({ lastStatus = "", containers = [] }: EcsTask): Stage => {
  if (lastStatus === "RUNNING") return "running";
  if (lastStatus !== "STOPPED" && lastStatus !== "DEPROVISIONING") return "waiting";
  return containers.every(({ exitCode }) => exitCode === 0) ? "ended" : "failed";
};

/** Number of tasks of a run, by status. */
export class TaskTally {
  private readonly stageOfTask = new Map<string, Stage>();

  add(task: EcsTask): void {
    this.stageOfTask.set(task.taskArn, stageOf(task));
  }

  count(stage: Stage): number {
    return [...this.stageOfTask.values()].filter((other) => other === stage).length;
  }

  get total(): number {
    return this.stageOfTask.size;
  }

  /** E.g. `2 waiting, 8 running, 0 ended, 0 failed`. */
  toString(): string {
    return stages.map((stage) => `${this.count(stage)} ${stage}`).join(", ");
  }
}
