import { fullQuota } from "../../tools/bench/full-quota";
import { standings } from "../../tools/bench/goals";
import { seededRandom } from "../../tools/faults/random";

describe("Given 600 tasks of a minute in an account that runs 24 at once", () => {
  beforeAll(() => {
    // Waits are spread at random: here always the same.
    const random = seededRandom(1);
    jest.spyOn(Math, "random").mockImplementation(() => random.whole(2 ** 32) / 2 ** 32);
  });

  it("When each pattern runs them, then the goals of the bench are met", async () => {
    const standing = standings(await fullQuota.run());
    expect(standing.filter(({ met }) => !met)).toEqual([]);
    expect(standing.map(({ goal }) => goal)).toEqual([
      "a list that is longer than the quota takes at most 1.1 of the time that its tasks take at the least",
      "a list that is longer than the quota takes at most 2 calls of RunTask a task",
      "no task is lost",
      "no task is started twice",
    ]);
  });
});
