import { isFinalFailure, isRetryableError } from "../../workflow/launch-refusals";

describe("Given an error of RunTask that says that nothing was started", () => {
  it.each([
    ["retryable", "ThrottlingException", "Rate exceeded"],
    ["retryable", "TooManyRequestsException", "Slow down"],
    ["retryable", "ExpiredTokenException", "The security token included in the request is expired"],
    ["retryable", "InvalidParameterException", "Error retrieving subnet information for [subnet-1]: Rate exceeded"],
    [
      "retryable",
      "InvalidParameterException",
      "Error retrieving security group information for [sg-1]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)",
    ],
    ["retryable", "ClientException", "You've reached the limit on the number of vCPUs you can run concurrently"],
    ["retryable", "ClientException", "Capacity is unavailable at this time. Please try again later"],
    ["retryable", "ClientException", "ECS was unable to assume the role 'arn:aws:iam::1:role/kit-task'"],
    [
      "final",
      "InvalidParameterException",
      "Error retrieving security group information for [sg-1]: The security group 'sg-1' does not exist (ErrorCode: InvalidGroup.NotFound)",
    ],
    [
      "final",
      "InvalidParameterException",
      "Error retrieving subnet information for [subnet-1]: The subnet ID 'subnet-1' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    ["final", "InvalidParameterException", "Container Overrides length must be at most 8192"],
    ["final", "ClientException", "TaskDefinition is inactive"],
    ["final", "ClusterNotFoundException", "Cluster not found."],
    ["final", "AccessDeniedException", "not authorized to perform: ecs:RunTask"],
  ])("When it is %s: %s: %s", (kind, name, message) => {
    expect(isRetryableError({ name, message })).toBe(kind === "retryable");
  });
});

describe("Given the reason of a failure in an answer of 200", () => {
  it.each([
    ["retryable", "You've reached the limit on the number of vCPUs you can run concurrently"],
    ["retryable", "Capacity is unavailable at this time. Please try again later or in a different availability zone"],
    ["retryable", "RESOURCE:MEMORY"],
    ["retryable", "AGENT"],
    ["retryable", "a reason that nobody has heard of"],
    ["retryable", ""],
    ["final", "ATTRIBUTE"],
    ["final", "LOCATION"],
    ["final", "MemberOf placement constraint unsatisfied."],
  ])("When it is %s: %s", (kind, reason) => {
    expect(isFinalFailure(reason)).toBe(kind === "final");
  });
});
