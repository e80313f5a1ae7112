const statesUrl = (region: string): string => `https://${region}.console.aws.amazon.com/states/home?region=${region}`;

/** The console page from which a state machine is started. */
export const stateMachineConsoleUrl = (region: string, stateMachineArn: string): string =>
  `${statesUrl(region)}#/statemachines/view/${stateMachineArn}`;

/** The console page of an execution. */
export const executionConsoleUrl = (region: string, executionArn: string): string =>
  `${statesUrl(region)}#/v2/executions/details/${executionArn}`;

/** CloudWatch's pages have names encoded twice after their `#`, with a dollar in place of the percent sign. */
const twiceEncoded = (name: string): string => encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");

/** The console page of a log stream. */
export const logStreamConsoleUrl = (region: string, group: string, stream: string): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}` +
  `#logsV2:log-groups/log-group/${twiceEncoded(group)}/log-events/${twiceEncoded(stream)}`;
