const statesUrl = (region: string): string => `https://${region}.console.aws.amazon.com/states/home?region=${region}`;

/** The console page from which a state machine is started. */
export const stateMachineConsoleUrl = (region: string, stateMachineArn: string): string =>
  `${statesUrl(region)}#/statemachines/view/${stateMachineArn}`;

/** The console page of an execution. */
export const executionConsoleUrl = (region: string, executionArn: string): string =>
  `${statesUrl(region)}#/v2/executions/details/${executionArn}`;
