import { createHash } from "node:crypto";
import { clientTokenOf } from "../../workflow/client-token";

describe("Given an execution, a position in its list and a number of refusals", () => {
  it("When the token is made, then it is the hash that Amazon States Language makes, in 64 hexadecimal characters", () => {
    const token = createHash("sha256").update("arn:aws:states:eu-west-1:1:execution:kit:run 12 3").digest("hex");
    expect(clientTokenOf("arn:aws:states:eu-west-1:1:execution:kit:run", 12, 3)).toBe(token);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  it("When one of the three differs, then so does the token", () => {
    const tokens = ["arn:a", "arn:a1", "arn:b"].flatMap((arn) =>
      [0, 1, 10, 11].flatMap((index) => [0, 1, 10].map((refusals) => clientTokenOf(arn, index, refusals))),
    );
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
