import type { Pattern } from "../../workflow/deployment";
import type { exercises } from "./exercises";

/** The end of a role's name. */
export type RoleName = "task" | "task-execution" | "task-launcher" | "task-monitor" | "state-machine";

/** One action that a statement of a role's policy allows. */
export interface Permission {
  readonly role: RoleName;
  readonly sid: string;
  readonly action: string;
}

/** A permission and the run that needs it. */
export interface Need extends Permission {
  readonly exercise: keyof typeof exercises;
  /** @default both */
  readonly only?: Pattern;
  /**
   * What becomes of the run without it: it does not end as it should, or does all the same since the program is called
   * again, or would not end for minutes, so that the permission is given back once it was missed.
   *
   * @default "fails"
   */
  readonly without?: "fails" | "makesUp" | "asksAgain";
}

/** Every permission that a run here makes use of. */
export const needs: readonly Need[] = [
  { role: "task", sid: "CopyObjects", action: "s3:GetObject", exercise: "copying" },
  { role: "task", sid: "CopyObjects", action: "s3:PutObject", exercise: "copying" },
  { role: "task", sid: "CopyTags", action: "s3:GetObjectTagging", exercise: "copyingTags" },
  { role: "task", sid: "CopyTags", action: "s3:PutObjectTagging", exercise: "copyingTags" },
  { role: "task", sid: "TellMissingObjects", action: "s3:ListBucket", exercise: "missingObject" },
  { role: "task", sid: "DetailRows", action: "dynamodb:UpdateItem", exercise: "copying" },
  { role: "task", sid: "DetailRows", action: "dynamodb:GetItem", exercise: "contestedRow" },

  { role: "task-launcher", sid: "SummaryRows", action: "dynamodb:PutItem", exercise: "copying", only: 1 },
  { role: "task-launcher", sid: "SummaryRows", action: "dynamodb:GetItem", exercise: "usedRunId", only: 1 },
  { role: "task-launcher", sid: "DetailRows", action: "dynamodb:UpdateItem", exercise: "refusedLaunch", only: 1 },
  // Called again, the launcher finds the row written.
  {
    role: "task-launcher",
    sid: "DetailRows",
    action: "dynamodb:GetItem",
    exercise: "contestedRow",
    only: 1,
    without: "makesUp",
  },
  { role: "task-launcher", sid: "ReadLists", action: "s3:GetObject", exercise: "listedTask", only: 1 },
  { role: "task-launcher", sid: "ListObjects", action: "s3:ListBucket", exercise: "missingList", only: 1 },
  { role: "task-launcher", sid: "RunTask", action: "ecs:RunTask", exercise: "copying", only: 1 },
  { role: "task-launcher", sid: "PassTaskRoles", action: "iam:PassRole", exercise: "copying", only: 1 },

  { role: "task-monitor", sid: "SummaryRows", action: "dynamodb:GetItem", exercise: "copying" },
  { role: "task-monitor", sid: "SummaryRows", action: "dynamodb:UpdateItem", exercise: "copying" },
  { role: "task-monitor", sid: "TellOfRuns", action: "sns:Publish", exercise: "toldRun" },
  { role: "task-monitor", sid: "DetailRows", action: "dynamodb:Query", exercise: "copying" },
  { role: "task-monitor", sid: "DetailRows", action: "dynamodb:UpdateItem", exercise: "overdueTask" },
  // So does the monitor.
  {
    role: "task-monitor",
    sid: "DetailRows",
    action: "dynamodb:GetItem",
    exercise: "overdueContestedTask",
    without: "makesUp",
  },
  { role: "task-monitor", sid: "UnfinishedRows", action: "dynamodb:Query", exercise: "overdueTask" },
  { role: "task-monitor", sid: "SuperviseTasks", action: "ecs:DescribeTasks", exercise: "overdueTask" },
  {
    role: "task-monitor",
    sid: "SuperviseTasks",
    action: "ecs:StopTask",
    exercise: "overdueTask",
    without: "asksAgain",
  },
  { role: "task-monitor", sid: "ListTasks", action: "ecs:ListTasks", exercise: "overdueUnrecordedTask" },
  { role: "task-monitor", sid: "RunTask", action: "ecs:RunTask", exercise: "secondAttempt" },
  { role: "task-monitor", sid: "PassTaskRoles", action: "iam:PassRole", exercise: "secondAttempt" },

  { role: "state-machine", sid: "InvokeFunctions", action: "lambda:InvokeFunction", exercise: "copying" },
  { role: "state-machine", sid: "SummaryRows", action: "dynamodb:PutItem", exercise: "copying", only: 2 },
  { role: "state-machine", sid: "DetailRows", action: "dynamodb:UpdateItem", exercise: "refusedLaunch", only: 2 },
  { role: "state-machine", sid: "RunTask", action: "ecs:RunTask", exercise: "copying", only: 2 },
  { role: "state-machine", sid: "PassTaskRoles", action: "iam:PassRole", exercise: "copying", only: 2 },
  { role: "state-machine", sid: "StartEntries", action: "states:StartExecution", exercise: "copying", only: 2 },
  // What a Map Run that failed had launched is the monitor's.
  {
    role: "state-machine",
    sid: "WriteResults",
    action: "s3:PutObject",
    exercise: "copying",
    only: 2,
    without: "makesUp",
  },
  { role: "state-machine", sid: "ReadLists", action: "s3:GetObject", exercise: "listedTask", only: 2 },
];

/** The permissions that no run here makes use of, and why. */
export const notExercised: readonly { readonly why: string; readonly permissions: RegExp }[] = [
  {
    why: "only a copy in parts that fails, of an object above 5 GB, is given up",
    permissions: / s3:AbortMultipartUpload$/,
  },
  { why: "the logging of Lambda, ECS and Step Functions themselves, which is not run here", permissions: / logs:/ },
  { why: "the tracing of Lambda and Step Functions themselves, which is not run here", permissions: / xray:/ },
  { why: "Lambda's own work on network interfaces, of which there are none here", permissions: / ec2:/ },
  {
    why: "Step Functions' own looking after the executions of a Map Run, which are part of the execution here",
    permissions: / states:(DescribeExecution|DescribeMapRun|ListMapRuns|RedriveExecution|StopExecution)$/,
  },
  { why: "results of a Map Run that are written in parts", permissions: / s3:ListMultipartUploadParts$/ },
  {
    why: "what an entry without room notes on the run's row",
    permissions: /^(task-launcher|state-machine) SummaryRows dynamodb:UpdateItem$/,
  },
  { why: "a launcher that is called again", permissions: /^task-launcher (DetailRows|UnfinishedRows) dynamodb:Query$/ },
  { why: "a list by prefix", permissions: /^state-machine ListObjects s3:ListBucket$/ },
  { why: "ECS' own pulling of the image, in place of which its program runs here", permissions: / ecr:/ },
];
