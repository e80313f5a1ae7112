import { durationText, timeText } from "../../../tools/page/text";

describe("Given lengths of time", () => {
  it.each([
    [0, "0 s"],
    [0.508, "0.5 s"],
    [9.96, "10 s"],
    [42.4, "42 s"],
    [59.6, "1 min"],
    [185, "3 min 05 s"],
    [3_599.7, "1 h"],
    [7_830, "2 h 10 min"],
    [86_400, "24 h"],
  ])("When it is %d seconds, then it reads %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it("When a time is told, then in UTC", () => {
    expect(timeText("2026-11-24T23:27:38.811Z")).toBe("2026-11-24 23:27:38 UTC");
  });
});
