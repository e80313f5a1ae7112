import fc from "../support/seeded";
import { promiseProperty } from "../support/model/promise-property";

describe("Given any order of launches, task writes, polls, retries and answers of ECS", () => {
  beforeAll(() => {
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });

  it("When the run is over, then each entry has one end, none ever changed, and the counts add up", async () => {
    await fc.assert(promiseProperty(), { numRuns: 50 });
  });
});
