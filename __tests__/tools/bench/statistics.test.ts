import { median, summary } from "../../../tools/bench/figure";

describe("Given several measurements", () => {
  it("When they are summed up, then their middle and their ends are told", () => {
    expect(summary([9, 1, 2])).toEqual({ value: 2, spread: [1, 9] });
    expect(median([4, 1, 2, 8])).toBe(3);
  });

  it("When there is none, then there is no median", () => {
    expect(() => median([])).toThrow("There is no median of nothing: measure at least once");
  });
});
