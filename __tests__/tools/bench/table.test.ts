import type { Figure } from "../../../tools/bench/figure";
import { standings } from "../../../tools/bench/goals";
import { cellOf, gridsOf, ratioOf, rowOf } from "../../../tools/bench/table";

const time: Figure = {
  what: "launch 10 tasks: time",
  unit: "s",
  value: 1,
  spread: [0.5, 2],
  comparedWith: { what: "before", value: 4 },
};
const lost: Figure = { what: "launch 10 tasks: tasks lost", unit: "tasks", value: 0, spread: [0, 0] };

describe("Given a figure beside another", () => {
  it("When it is shown, then its spread and its ratio stand with it", () => {
    expect(cellOf(time)).toEqual(["1 s (0.5 to 2)", "0.25 × 4 s"]);
    expect(rowOf(time)).toEqual(["launch 10 tasks: time", "1 s", "0.5 to 2", "before", "4 s", "0.25"]);
  });

  it("When the other is 0, then there is no ratio", () => {
    const beside = { ...time, comparedWith: { what: "before", value: 0 } };
    expect(ratioOf(beside)).toBeUndefined();
    expect(cellOf(beside)).toEqual(["1 s (0.5 to 2)", "beside 0 s"]);
  });

  it("When there is no other, or no spread, then neither is shown", () => {
    expect(cellOf(lost)).toEqual(["0 tasks"]);
    expect(rowOf(lost)).toEqual(["launch 10 tasks: tasks lost", "0 tasks", "", "", "", ""]);
  });
});

describe("Given figures of several subjects", () => {
  it("When they are laid out, then those of which the same was measured share a table, a row for each", () => {
    const more = { ...time, what: "launch 20 tasks: time" };
    const evenMore = { ...lost, what: "launch 20 tasks: tasks lost" };
    const polls: Figure = { what: "polls", unit: "polls", value: 3 };
    expect(gridsOf([time, lost, polls, more, evenMore])).toEqual([
      {
        heads: ["", "time, beside before", "tasks lost"],
        rows: [
          [["launch 10 tasks"], ["1 s (0.5 to 2)", "0.25 × 4 s"], ["0 tasks"]],
          [["launch 20 tasks"], ["1 s (0.5 to 2)", "0.25 × 4 s"], ["0 tasks"]],
        ],
      },
      { heads: ["", ""], rows: [[["polls"], ["3 polls"]]] },
    ]);
  });
});

describe("Given results and goals", () => {
  const result = (figures: Figure[]) => ({ measuredAt: "", node: "", cpu: "", cores: 2, figures });

  it("When one figure of several misses a goal, then that one is shown, and goals without figures are not", () => {
    const two = { ...lost, what: "launch 20 tasks: tasks lost", value: 2 };
    expect(standings({ launch: result([lost, two]) })).toEqual([
      { goal: "no task is lost", command: "npm run bench launch", worst: two, met: false },
    ]);
  });

  it("When all figures reach it, then it is met", () => {
    const [standing] = standings({ launch: result([lost]) });
    expect(standing).toMatchObject({ met: true, worst: lost });
  });
});
