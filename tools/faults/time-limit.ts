import type { HistoryEvent } from "../local/state-machine/history";
import type { Drive } from "./fault";

/** A run that is not over after this time hangs, however busy the machine is: seconds. A usual one takes ten. */
const limitSeconds = 150;

/** The last events that are shown of a run that hangs. */
const shownEvents = 40;

/** A run did not end. The message holds the end of its history and the tasks that are alive. */
class RunHangs extends Error {
  override readonly name = "RunHangs";
}

const line = ({ id, timestamp, type, stateEnteredEventDetails }: HistoryEvent): string =>
  [timestamp?.toISOString(), id, type, stateEnteredEventDetails?.name].filter((part) => part !== undefined).join(" ");

/**
 * Holds a run against the limit. One that hangs goes on alone: it ends with its cloud.
 *
 * @param alive the names of the tasks that run
 */
export const withinLimit =
  (drive: Drive, alive: () => readonly string[]): Drive =>
  async (cloud, specs, options) => {
    const events: HistoryEvent[] = [];
    const onEvent = (event: HistoryEvent) => {
      events.push(event);
      options.onEvent?.(event);
    };
    let timer: NodeJS.Timeout | undefined;
    const hangs = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const history = events.slice(-shownEvents).map(line).join("\n");
        const tasks = alive().join(", ") || "none";
        reject(
          new RunHangs(
            `Not over after ${limitSeconds} s. Tasks alive: ${tasks}. Events: ${events.length}, the last:\n${history}`,
          ),
        );
      }, limitSeconds * 1_000);
    });
    try {
      return await Promise.race([drive(cloud, specs, { ...options, onEvent }), hangs]);
    } finally {
      clearTimeout(timer);
    }
  };
