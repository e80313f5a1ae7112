const { stdout } = process;

/** Standard output where it is a terminal that can be written on in place: not one that was not told its size, which says 0. */
export const screen = stdout.isTTY && stdout.columns > 0 && stdout.rows > 0 ? stdout : undefined;
