import { readFileSync } from "node:fs";
import { sampleKey } from "../bucket";
import { exportCommands, type CloudAddress } from "./environment";
import { outputsFile, type Workspace } from "./workspace";

/** Message once the cloud answers. */
export const welcome = (address: CloudAddress, outputs: string): string => `
An AWS of your own answers at ${address.url}, Region ${address.region}, until you press Ctrl-C.

In another terminal, here:

  npm run local:cloud -- deploy            # synthesizes and runs the real \`cdktf deploy\`, as often as you like
  npm run local:cloud -- plan              # what it would change
  npm run local:cloud -- destroy           # and takes everything away

For the AWS CLI, any AWS SDK, and npm run workflow, set

${exportCommands(address, outputs).replace(/^/gm, "  ")}

or run: eval "$(npm run --silent local:cloud -- env)"
`;

interface StackOutputs {
  readonly s3BucketName: string;
  readonly stateMachineArn: string;
  readonly workflowSpecs: string;
}

/** Commands that start and watch a workflow on what was deployed. */
export function nextSteps(workspace: Workspace): string {
  const file = outputsFile(workspace);
  const outputs = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, StackOutputs>>;
  const steps = Object.entries(outputs).map(([stack, stackOutputs]) => {
    const { s3BucketName, stateMachineArn } = stackOutputs;
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:first`;
    return `
  # ${stack}
  aws s3 cp README.md s3://${s3BucketName}/${sampleKey}
  aws stepfunctions start-execution --name first --state-machine-arn ${stateMachineArn} \\
    --input "$(node -p "require('${file}')['${stack}'].workflowSpecs")"
  aws stepfunctions describe-execution --execution-arn ${executionArn} --query status
  aws s3 ls --recursive s3://${s3BucketName}/
`;
  });
  return `\nTo start a workflow and see how it goes:\n${steps.join("")}`;
}
