import { Pace } from "../../../handlers/task-launcher/pace";

describe("Given the pace of a launcher", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** So many calls that ask for their turn now, and how many have had it. */
  function asking(pace: Pace, calls: number): { turns: number } {
    const had = { turns: 0 };
    for (let call = 0; call < calls; call++) void pace.turn().then(() => (had.turns += 1));
    return had;
  }

  it("When no call was throttled, then none waits", async () => {
    const pace = new Pace();
    pace.answered(false);
    const had = asking(pace, 500);
    await jest.advanceTimersByTimeAsync(0);
    expect(had.turns).toBe(500);
  });

  it("When calls were throttled, then the next ones wait, and yet all forty in launching have their turn within 5 s", async () => {
    const pace = new Pace();
    for (let call = 0; call < 5; call++) pace.answered(true);
    const had = asking(pace, 40);
    await jest.advanceTimersByTimeAsync(500);
    expect(had.turns).toBeGreaterThan(0);
    expect(had.turns).toBeLessThan(10);
    await jest.advanceTimersByTimeAsync(4_500);
    expect(had.turns).toBe(40);
  });
});
