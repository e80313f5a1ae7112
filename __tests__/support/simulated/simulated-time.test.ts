import { readFile } from "node:fs/promises";
import { inSimulatedTime } from "./simulated-time";

const start = "2026-11-24T22:48:54.000Z";
const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));
const secondsPassed = () => (Date.now() - Date.parse(start)) / 1_000;

describe("Given work in simulated time", () => {
  it("When it waits for a day, then a day has passed in it", async () => {
    await expect(inSimulatedTime(start, 100_000, () => sleep(86_400).then(secondsPassed))).resolves.toBe(86_400);
  });

  it("When it reads a file while a timer runs, then the clock stands still until it was read", async () => {
    const work = async () => {
      void sleep(3_600);
      for (let times = 0; times < 20; times += 1) await readFile(__filename);
      return secondsPassed();
    };
    await expect(inSimulatedTime(start, 7_200, work)).resolves.toBe(0);
  });

  it("When nothing is left that could happen, or it takes too long, then that is an error", async () => {
    await expect(inSimulatedTime(start, 60, () => new Promise(() => undefined))).rejects.toMatchObject({
      name: "NothingHappens",
    });
    const forever = async (): Promise<never> => {
      for (;;) await sleep(10);
    };
    await expect(inSimulatedTime(start, 60, forever)).rejects.toMatchObject({ name: "TakesTooLong" });
  });

  it("When somebody waits for less than a millisecond again and again, then time goes on", async () => {
    const waited = inSimulatedTime(start, 60, async () => {
      const end = Date.now() + 5;
      while (Date.now() < end) await new Promise((resolve) => void setTimeout(resolve, 0.3));
      return "over";
    });
    await expect(waited).resolves.toBe("over");
  });
});
