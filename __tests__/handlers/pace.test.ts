import { Pace } from "../../handlers/pace";

describe("Given the pace of a launcher", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const refused = (name: string, message: string) => () => Promise.reject(Object.assign(new Error(message), { name }));

  /** So many calls that are made now, and how many have had their turn. */
  function calling(pace: Pace, calls: number): { turns: number } {
    const had = { turns: 0 };
    for (let call = 0; call < calls; call++) void pace.call(() => Promise.resolve((had.turns += 1)));
    return had;
  }

  it("When no call was throttled, then none waits, whatever else went wrong", async () => {
    const pace = new Pace();
    await expect(pace.call(refused("ClientException", "Capacity is unavailable"))).rejects.toThrow("Capacity");
    const had = calling(pace, 500);
    await jest.advanceTimersByTimeAsync(0);
    expect(had.turns).toBe(500);
  });

  it.each([
    ["ThrottlingException", "Slow down"],
    ["InvalidParameterException", "Error retrieving subnet information: Rate exceeded"],
  ])(
    "When calls were throttled (%s), then the next ones wait, and yet all forty in launching have their turn within 5 s",
    async (name, message) => {
      const pace = new Pace();
      await Promise.allSettled(Array.from({ length: 5 }, () => pace.call(refused(name, message))));
      const had = calling(pace, 40);
      await jest.advanceTimersByTimeAsync(500);
      expect(had.turns).toBeGreaterThan(0);
      expect(had.turns).toBeLessThan(10);
      await jest.advanceTimersByTimeAsync(4_500);
      expect(had.turns).toBe(40);
    },
  );
});
