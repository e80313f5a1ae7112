import { isTerminal, replaceable, taskStatuses, type TaskStatus } from "../../workflow/status";

/** Which status may be written over which, spelled out: rows are what stands, columns what is written. */
const mayBeWritten: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  Submitted: ["Running", "Completed", "Failed", "TimedOut"],
  Running: ["Completed", "Failed", "TimedOut"],
  Completed: [],
  Failed: [],
  TimedOut: [],
};

describe("Given the precedence of task statuses", () => {
  const pairs = taskStatuses.flatMap((stands) => taskStatuses.map((written) => [stands, written] as const));

  it.each(pairs)("When %s stands and %s is written, then the table of the design decides", (stands, written) => {
    expect(replaceable[written].includes(stands)).toBe(mayBeWritten[stands].includes(written));
  });

  it("When a status is terminal, then nothing may be written over it", () => {
    expect(taskStatuses.filter(isTerminal)).toEqual(["Completed", "Failed", "TimedOut"]);
  });
});
