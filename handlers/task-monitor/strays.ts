import { rememberedSeconds } from "../../workflow/client-token";
import { functionTimeoutSeconds, secondsSince } from "../../workflow/deadline";
import { adoptStrays } from "./adopt";
import { isOverdue, launchEndSeconds, type Poll } from "./poll";

/** Interval at which ECS is asked for tasks without a row while entries are launched, which may take days: seconds. */
export const lookSeconds = 1_800;

/** True where ECS lists each task that was started since a time, also by a launcher to which nobody listens any more. */
function isListed(time: string, now: Date): boolean {
  const seconds = secondsSince(time, now);
  return seconds >= functionTimeoutSeconds + launchEndSeconds && seconds < rememberedSeconds;
}

/**
 * The same poll, once tasks without a row have got one where that is due: a container need not write any, and ECS forgets a task an hour
 * after its end, while others of the run wait for room. The launcher reads the rows then.
 */
export async function withStrays(poll: Poll): Promise<Poll> {
  const { launching, launch, lookedAt, monitoringSince, now } = poll;
  const isDue = secondsSince(launch?.at ?? lookedAt ?? monitoringSince, now) >= lookSeconds;
  if (!launching || isOverdue(poll) || !isDue) return poll;
  const { undescribed } = await adoptStrays(poll);
  if (launch === undefined) return { ...poll, lookedAt: now.toISOString() };
  const { unknownSince } = launch;
  const isKnown = undescribed === 0 && unknownSince !== undefined && isListed(unknownSince, now);
  return { ...poll, launch: { ...launch, at: undefined, unknownSince: isKnown ? undefined : unknownSince } };
}
