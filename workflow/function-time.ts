/** The time that a call of one of the kit's Lambda functions has: seconds, of at most 900 (Lambda quotas, "Function timeout"). */
export const functionTimeoutSeconds = 300;

/** Time that a launcher keeps of it for the calls under way and their rows: seconds. */
export const launchReserveSeconds = 15;

/** Time that a monitor keeps for its count of the rows, a million of which take a minute: seconds. */
export const pollReserveSeconds = 120;
