import { setTimeout } from "node:timers/promises";
import { addressIn } from "../local/http/aws-request";
import type { ServiceCall } from "../local/iam/service-call";
import { AwsError } from "../local/http/aws-answers";
import { died, type FaultRow, type Lab } from "./fault";
import { labKeyOf } from "./lab-workflow";
import { aimed, answering, type Aim } from "./intercept";

const fails = (status: number, code: string) => answering("s3", new AwsError(code, code, { status }));

/** Reads and copies of the victim's object. Each task of the lab's list has an object of its own. */
const victims = ({ victim }: Lab): Aim<ServiceCall> => ({
  operations: ["HeadObject", "CopyObject"],
  picks: (call) =>
    [addressIn(call).path, String(call.headers["x-amz-copy-source"])].some((text) =>
      text.endsWith(`/${labKeyOf(victim)}`),
    ),
});

const copying = (lab: Lab): Aim<ServiceCall> => ({ ...victims(lab), operations: ["CopyObject"] });

/** Faults of S3. */
export const s3Faults: readonly FaultRow[] = [
  {
    name: "s3-unavailable-at-first",
    what: "S3 answers 503 to the first calls.",
    seen: "Nothing but a slower task: it tries again.",
    inject: (lab) => ({ s3: aimed({ ...victims(lab), times: 2 }, fails(503, "SlowDown")) }),
  },
  {
    name: "s3-unavailable",
    what: "S3 answers 503 to every copy of an object.",
    seen: "The task is Failed: the object was not copied, SlowDown.",
    remedy: "Start the entry again later.",
    ending: { reason: /was not copied: SlowDown/ },
    inject: (lab) => ({ s3: aimed(copying(lab), fails(503, "SlowDown")) }),
  },
  {
    name: "s3-no-such-key",
    what: "The object does not exist.",
    seen: "The task is Failed: the object does not exist (404).",
    remedy: "Correct `objectKey`, or put the object there. Then start the entry again.",
    ending: { reason: /was not copied: the object does not exist \(404\)/ },
    inject: (lab) => ({ s3: aimed(victims(lab), fails(404, "NoSuchKey")) }),
  },
  {
    name: "s3-object-deleted-meanwhile",
    what: "The object is deleted between the look at it and the copy.",
    seen: "The task is Failed: the object does not exist (NoSuchKey).",
    remedy: "Put the object back, then start the entry again.",
    ending: { reason: /was not copied: the object does not exist \(NoSuchKey\)/ },
    inject: (lab) => ({ s3: aimed(copying(lab), fails(404, "NoSuchKey")) }),
  },
  {
    name: "s3-access-denied",
    what: "The task's role may not read the object.",
    seen: "The task is Failed: the role may not read it (403).",
    remedy: "Name a bucket that the task's role may read: the deployment's own.",
    ending: { reason: /was not copied: the task's role may not read it \(403\)/ },
    inject: (lab) => ({ s3: aimed(victims(lab), fails(403, "AccessDenied")) }),
  },
  {
    name: "s3-slow",
    what: "S3 takes seconds for a copy.",
    seen: "Nothing but a slower task.",
    inject: (lab) => ({
      s3: aimed({ ...copying(lab), times: 1 }, async (_call, proceed) => {
        await setTimeout(2_000 + lab.random.whole(1_000));
        return proceed();
      }),
    }),
  },
  {
    name: "task-killed-while-it-copies",
    what: "A task is killed (SIGKILL) while S3 copies.",
    seen: "The task is Failed: its container ended without recording the end, exit code 137.",
    remedy: "If its memory ran out, raise `taskMemoryMib`. Then start the entry again.",
    ending: died.ending,
    inject: (lab) => ({
      s3: aimed(copying(lab), async (_call, proceed) => {
        await lab.processes.kill(lab.victim);
        return proceed();
      }),
    }),
  },
  {
    name: "spot-interruption",
    what: "Fargate Spot takes a task's capacity back while it copies, and warns it by SIGTERM.",
    seen: "The task is Failed: it says itself that SIGTERM stopped it before its work was done.",
    remedy: "Give the entry `attempts`, which the setting `spot` does by itself; or start it again.",
    ending: { reason: /the task was stopped by SIGTERM after/ },
    inject: (lab) => ({
      s3: aimed(copying(lab), async (_call, proceed) => {
        lab.processes.stop(lab.victim);
        await setTimeout(1_000);
        return proceed();
      }),
    }),
  },
];
