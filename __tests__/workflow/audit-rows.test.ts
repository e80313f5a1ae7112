import { notLaunchedId } from "../../workflow/audit-rows";
import { bytesOf } from "../../workflow/utf8";

describe("Given the names of a workflow and of a task that was never launched", () => {
  it("When the sort key is made, then it is the one that Amazon States Language makes by States.Hash", () => {
    expect(notLaunchedId("kit", "a")).toBe(
      "not-launched/cbc8a597a67c465497550c4a4a7eebdb138442c06be06a78cc1ee8715658ff44/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    );
  });

  it("When other names look the same together, then their keys differ", () => {
    expect(notLaunchedId("a/b", "c")).not.toBe(notLaunchedId("a", "b/c"));
  });

  it("When names are as long as they may be, then the key is within the 1,024 bytes of a sort key", () => {
    expect(bytesOf(notLaunchedId("\u{1F600}".repeat(300), "\u{1F600}".repeat(300)))).toBeLessThan(1_024);
  });
});
