/** The time that a call of one of the kit's Lambda functions has: seconds, of at most 900 (Lambda quotas, "Function timeout"). */
export const functionTimeoutSeconds = 300;

/** What a launcher keeps of it for the calls under way and their rows: seconds. */
export const launchReserveSeconds = 15;

/** How long a call of the launcher launches before the next one takes over: seconds. */
export const launcherCallSeconds = functionTimeoutSeconds - launchReserveSeconds;
