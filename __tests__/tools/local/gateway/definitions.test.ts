import { refuseInvalid, validateDefinition } from "../../../../tools/local/gateway/step-functions";
import { diagnose } from "../../../../tools/local/state-machine/definition";

const valid = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
const lost = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });

describe("Given definitions of state machines", () => {
  it("When a valid one is validated, then the answer is OK", () => {
    expect(validateDefinition({ definition: valid })).toEqual({ result: "OK", diagnostics: [], truncated: false });
  });

  it("When one leads nowhere, then each fault is told", () => {
    expect(validateDefinition({ definition: lost })).toEqual({
      result: "FAIL",
      diagnostics: [
        { severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message: expect.stringContaining("B") },
        { severity: "ERROR", code: "MISSING_TERMINAL_STATE", message: expect.stringContaining("terminal state") },
      ],
      truncated: false,
    });
  });

  it("When one is not JSON, then that is its fault", () => {
    expect(diagnose("{").map(({ code }) => code)).toEqual(["INVALID_JSON_DESCRIPTION"]);
  });

  it("When a state machine is to get an invalid one, then it is refused, and one that stays as it is is not looked at", () => {
    expect(() => {
      refuseInvalid({ definition: lost });
    }).toThrow(/^Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: .*MISSING_TERMINAL_STATE: /);
    expect(() => {
      refuseInvalid({});
    }).not.toThrow();
  });
});
