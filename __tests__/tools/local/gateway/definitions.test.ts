import { stepFunctions } from "../../../../tools/local/gateway/step-functions";
import { Executions } from "../../../../tools/local/gateway/step-functions/executions";
import type { JsonObject } from "../../../../tools/local/json";

const valid = JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } });
const lost = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });

const serve = stepFunctions(
  new Executions(
    { stateMachines: [], refresh: () => Promise.resolve() },
    () => Promise.reject(new Error("nothing is executed")),
    false,
    () => undefined,
  ),
);

/** The answer to a call; undefined for one that is left to the service behind. */
async function call(operation: string, input: JsonObject): Promise<unknown> {
  const body = Buffer.from(JSON.stringify(input));
  const answer = await serve({ service: "states", operation, method: "POST", url: "/", headers: {}, body });
  return answer && JSON.parse(String(answer.body));
}

describe("Given definitions of state machines", () => {
  it.each([
    [valid, { result: "OK", diagnostics: [], truncated: false }],
    [
      lost,
      {
        result: "FAIL",
        diagnostics: [
          { severity: "ERROR", code: "MISSING_TRANSITION_TARGET", message: expect.stringContaining("B") },
          { severity: "ERROR", code: "MISSING_TERMINAL_STATE", message: expect.stringContaining("terminal state") },
        ],
        truncated: false,
      },
    ],
    [
      "{",
      {
        result: "FAIL",
        diagnostics: [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: expect.any(String) }],
        truncated: false,
      },
    ],
  ])("When %s is validated, then each fault is told", async (definition, answer) => {
    expect(await call("ValidateStateMachineDefinition", { definition })).toEqual(answer);
  });

  it.each(["CreateStateMachine", "UpdateStateMachine"])(
    "When %s brings an invalid one, then it is refused; a valid one, or none, is left to the service behind",
    async (operation) => {
      await expect(call(operation, { definition: lost })).rejects.toThrow(
        /^Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: .*MISSING_TERMINAL_STATE: /,
      );
      expect([await call(operation, { definition: valid }), await call(operation, {})]).toEqual([undefined, undefined]);
    },
  );
});
