import { meetsGoal } from "../../tools/bench/figure";
import { fullQuota, launchFigures } from "../../tools/bench/launch";
import { seededRandom } from "../../tools/faults/random";
import { patterns } from "../../workflow/deployment";

describe("Given 600 tasks of a minute in an account that runs 24 at once", () => {
  beforeAll(() => {
    // Waits are spread at random: here always the same.
    const random = seededRandom(1);
    jest.spyOn(Math, "random").mockImplementation(() => random.whole(2 ** 32) / 2 ** 32);
  });

  it.each(patterns)("When pattern %i runs them, then the goals of the bench are met", async (pattern) => {
    const figures = await launchFigures(pattern, fullQuota);
    expect(figures.filter((figure) => !meetsGoal(figure))).toEqual([]);
    expect(figures.map(({ what, goal }) => [what.split(": ")[1], goal])).toEqual([
      ["time", expect.closeTo(1_650)],
      ["calls of RunTask a task", 2],
      ["tasks lost", 0],
      ["tasks doubled", 0],
    ]);
  });
});
