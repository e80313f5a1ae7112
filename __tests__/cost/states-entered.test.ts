import { statesEntered } from "../../cli/cost/states-entered";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deployment } from "../support/deployment";
import { interpret } from "../support/interpret";

const launcherArn = "arn:aws:lambda:eu-west-1:123456789012:function:launcher";
const clusterArn = "arn:aws:ecs:eu-west-1:123456789012:cluster/kit";
const monitorArn = "arn:aws:lambda:eu-west-1:123456789012:function:monitor";
const maxTimeoutSeconds = 3_600;
const definitions = {
  1: pattern1Definition({ launcherArn, monitorArn, maxTimeoutSeconds }),
  2: pattern2Definition({ monitorArn, clusterArn, deployment, maxTimeoutSeconds }),
} as const;

describe("Given an execution of a definition", () => {
  it.each([
    [1, { tasks: 3, launcherCalls: 1, polls: 1 }],
    [1, { tasks: 3, launcherCalls: 2, polls: 4 }],
    [2, { tasks: 1, launcherCalls: 0, polls: 1 }],
    [2, { tasks: 5, launcherCalls: 0, polls: 3 }],
  ] as const)(
    "When pattern %s is interpreted with %o, then it enters as many states as are billed",
    async (pattern, course) => {
      let launches = 0;
      let polls = 0;
      const run = { workflowName: "kit", workflowRunId: "7" };
      const { status, path } = await interpret(
        definitions[pattern],
        { taskList: Array.from({ length: course.tasks }, (_, index) => ({ taskName: `${index}`, objectKey: "in" })) },
        {
          InvokeTaskLauncher: () => ({ Payload: { ...run, launching: ++launches < course.launcherCalls } }),
          RecordRun: () => ({}),
          SubmitECSTasks: () => ({ Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] }),
          RecordSubmitted: () => ({}),
          InvokeTaskMonitor: () => ({
            Payload: { ...run, continue: ++polls < course.polls, status: "Completed", waitSeconds: 1 },
          }),
        },
      );
      expect([status, path.length]).toEqual(["SUCCEEDED", statesEntered(pattern, course)]);
    },
  );
});
