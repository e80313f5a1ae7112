import pMap from "p-map";
import type { Json } from "../../json";
import { endsExecution } from "../language/states-error";
import type { Branch, Checkpoint } from "../run";
import { Thread } from "../thread";
import type { Step } from "../step";

/** Branches within a state. */
export interface Branches {
  readonly count: number;
  /** At most so many at once. */
  readonly concurrency: number;
  /** The branch of an index; it is asked for when that begins, or goes on. */
  readonly branch: (index: number) => Promise<Omit<Branch, "thread" | "run">>;
  /** Writes that one has begun, ended well, or failed. @default nothing */
  readonly told?: {
    readonly started: (index: number, thread: Thread) => void;
    readonly succeeded: (index: number, thread: Thread) => void;
    readonly failed: (index: number, thread: Thread) => void;
    readonly aborted: (index: number, thread: Thread) => void;
  };
}

/**
 * Writes that a branch has failed. In histories recorded from AWS a Task that ends its branch is aborted beside its failure; so it
 * is here in an iteration of a Map too, of which there is no record.
 */
function tellFailure({ flow, checkpoint }: Omit<Branch, "thread" | "run">, thread: Thread, tell: () => void): void {
  if (flow.States[checkpoint.state]?.Type === "Task") thread.note("TaskStateAborted");
  tell();
}

/**
 * Runs branches at once. Those that ended well before a redrive are not run again. When one fails the others are stopped, and
 * what they have begun goes on alone.
 *
 * @returns their outputs, by index
 * @throws the error of the first that failed
 */
export async function sideBySide(step: Step, { count, concurrency, branch, told }: Branches): Promise<Json[]> {
  const { run, thread, checkpoint } = step.branch;
  const { stop, close } = thread.stop.branch();
  const inner = (checkpoint.inner ??= Array.from<Checkpoint | undefined>({ length: count }));
  const running = new Set<Promise<unknown>>();
  let last = thread.place.previousEventId;

  const one = async (index: number): Promise<Json> => {
    const before = inner[index];
    if (before?.end) return before.end.output;
    const begun = await branch(index);
    inner[index] = begun.checkpoint;
    const branchThread = new Thread(thread.history, begun.checkpoint, stop);
    try {
      if (!before) told?.started(index, branchThread);
      const output = await run.runFlow({ ...begun, thread: branchThread, run });
      told?.succeeded(index, branchThread);
      last = begun.checkpoint.previousEventId;
      return output;
    } catch (error) {
      if (stop.isStopped) told?.aborted(index, branchThread);
      else {
        last = begun.checkpoint.previousEventId;
        if (!endsExecution(error)) tellFailure(begun, branchThread, () => told?.failed(index, branchThread));
      }
      throw error;
    }
  };

  const watched = (index: number): Promise<Json> => {
    const work = one(index);
    const settled = work.catch(() => undefined).finally(() => running.delete(settled));
    running.add(settled);
    return work;
  };

  try {
    const indexes = Array.from({ length: count }, (_, index) => index);
    return await pMap(indexes, (index) => (stop.check(), watched(index)), { concurrency });
  } catch (error) {
    stop.stop();
    await Promise.all(running);
    throw error;
  } finally {
    close();
    thread.place.previousEventId = last;
  }
}
