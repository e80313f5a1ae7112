import { setTimeout } from "node:timers/promises";
import { addressIn } from "../local/http/exchange";
import type { ServiceCall } from "../local/iam/service-call";
import { AwsError } from "../local/http/aws-answers";
import { died, type FaultRows, type Lab } from "./fault";
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
export const s3Faults: FaultRows = {
  "s3-unavailable-at-first": {
    inject: (lab) => ({ s3: aimed({ ...victims(lab), times: 2 }, fails(503, "SlowDown")) }),
  },
  "s3-unavailable": {
    ending: { reason: /was not copied: SlowDown/ },
    inject: (lab) => ({ s3: aimed(copying(lab), fails(503, "SlowDown")) }),
  },
  "s3-no-such-key": {
    ending: { reason: /was not copied: the object does not exist \(404\)/ },
    inject: (lab) => ({ s3: aimed(victims(lab), fails(404, "NoSuchKey")) }),
  },
  "s3-object-deleted-meanwhile": {
    ending: { reason: /was not copied: the object does not exist \(NoSuchKey\)/ },
    inject: (lab) => ({ s3: aimed(copying(lab), fails(404, "NoSuchKey")) }),
  },
  "s3-access-denied": {
    ending: { reason: /was not copied: the task's role may not read it \(403\)/ },
    inject: (lab) => ({ s3: aimed(victims(lab), fails(403, "AccessDenied")) }),
  },
  "s3-slow": {
    inject: (lab) => ({
      s3: aimed({ ...copying(lab), times: 1 }, async (_call, proceed) => {
        await setTimeout(2_000 + lab.random.whole(1_000));
        return proceed();
      }),
    }),
  },
  "task-killed-while-it-copies": {
    ending: died,
    inject: (lab) => ({
      s3: aimed(copying(lab), async (_call, proceed) => {
        await lab.processes.kill(lab.victim);
        return proceed();
      }),
    }),
  },
  "spot-interruption": {
    ending: { reason: /the task was stopped by SIGTERM after/ },
    inject: (lab) => ({
      s3: aimed(copying(lab), async (_call, proceed) => {
        lab.processes.stop(lab.victim);
        await setTimeout(1_000);
        return proceed();
      }),
    }),
  },
};
