import { pollsWithin, waitSeconds } from "../../workflow/wait";
import type { Figure } from "./figure";

const runSeconds = [10, 60, 600, 3_600] as const;
const maxTimeoutSeconds = 86_400;

function figuresOf(seconds: number): Figure[] {
  const begun = { start_time: new Date(0).toISOString(), timeout_seconds: maxTimeoutSeconds };
  const last = waitSeconds(begun, begun.start_time, new Date(seconds * 1_000));
  return [
    { what: `run of ${seconds} s: polls`, unit: "polls", value: pollsWithin(seconds, maxTimeoutSeconds) },
    {
      what: `run of ${seconds} s: its end is noticed after at most`,
      unit: "s",
      value: last,
      comparedWith: { what: "the run itself", value: seconds },
    },
  ];
}

/** Polls of a run, and the longest time after its end until that is noticed. */
export const waitFigures = (): Figure[] => runSeconds.flatMap(figuresOf);
