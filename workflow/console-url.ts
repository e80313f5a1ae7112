const statesUrl = (region: string): string => `https://${region}.console.aws.amazon.com/states/home?region=${region}`;

/** CloudWatch's pages have names encoded twice after their `#`, with a dollar in place of the percent sign. */
const twiceEncoded = (name: string): string => encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");

/** Addresses of pages of AWS's console. */
export const consoleUrls = {
  /** From which a state machine is started. */
  stateMachine: (region: string, stateMachineArn: string): string =>
    `${statesUrl(region)}#/statemachines/view/${stateMachineArn}`,
  execution: (region: string, executionArn: string): string =>
    `${statesUrl(region)}#/v2/executions/details/${executionArn}`,
  logStream: (region: string, group: string, stream: string): string =>
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}` +
    `#logsV2:log-groups/log-group/${twiceEncoded(group)}/log-events/${twiceEncoded(stream)}`,
} as const;
