import { withinLimit } from "../../../tools/faults/time-limit";
import type { Drive } from "../../../tools/faults/fault";

const cloud = {} as Parameters<Drive>[0];

describe("Given a run of the fault lab that does not end", () => {
  it("When its time is over, then the error has the end of its history and the tasks that are alive", async () => {
    jest.useFakeTimers();
    const drive: Drive = (_cloud, _specs, { onEvent }) => {
      onEvent?.({
        id: 7,
        timestamp: new Date(0),
        type: "WaitStateEntered",
        stateEnteredEventDetails: { name: "WaitForECS" },
      });
      return new Promise(() => undefined);
    };
    const run = withinLimit(drive, () => ["task_2"])(cloud, {}, { realTime: false });
    const hangs = expect(run).rejects.toMatchObject({
      name: "RunHangs",
      message:
        "Not over after 150 s. Tasks alive: task_2. Events: 1, the last:\n1970-01-01T00:00:00.000Z 7 WaitStateEntered WaitForECS",
    });
    await jest.advanceTimersByTimeAsync(150_000);
    await hangs;
    jest.useRealTimers();
  });
});
