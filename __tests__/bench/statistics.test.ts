import { median, summary } from "../../bench/statistics";
import { cellsOf, ratioOf } from "../../bench/table";

describe("Given several measurements", () => {
  it("When they are summed up, then their middle and their ends are told", () => {
    expect(summary([9, 1, 2])).toEqual({ value: 2, spread: [1, 9] });
    expect(median([4, 1, 2, 8])).toBe(3);
  });

  it("When there is none, then there is no median", () => {
    expect(() => median([])).toThrow("There is no median of nothing: measure at least once");
  });
});

describe("Given a figure beside another", () => {
  const figure = {
    what: "time",
    unit: "s",
    value: 1,
    spread: [0.5, 2],
    comparedWith: { what: "before", value: 4 },
  } as const;

  it("When it is shown, then its ratio stands in its row", () => {
    expect(cellsOf(figure)).toEqual(["time", "1 s", "0.5 to 2", "before", "4 s", "0.25"]);
  });

  it("When the other is 0, then there is no ratio", () => {
    expect(ratioOf({ ...figure, comparedWith: { what: "before", value: 0 } })).toBeUndefined();
  });
});
