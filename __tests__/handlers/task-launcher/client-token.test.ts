import { clientTokenOf } from "../../../handlers/task-launcher/client-token";

describe("Given an execution and a position in its list", () => {
  it("When the token is made twice, then it is the same 64 characters of ASCII", () => {
    expect(clientTokenOf("arn:a", 0)).toMatch(/^[0-9a-f]{64}$/);
    expect(clientTokenOf("arn:a", 0)).toBe(clientTokenOf("arn:a", 0));
  });

  it("When execution or position differ, then so does the token", () => {
    const tokens = ["arn:a", "arn:a1", "arn:b"].flatMap((arn) =>
      [0, 1, 10, 11].map((index) => clientTokenOf(arn, index)),
    );
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
