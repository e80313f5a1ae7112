/**
 * The name of an entry of a list in S3: it begins with its place there, from 0. So no two have the same, and what became of
 * each place can be told from the rows alone. Pattern 3 makes the same in Amazon States Language.
 */
export const numberedName = (place: number, taskName: string): string => `${place}:${taskName}`;

/** The place of an entry in its list, from 0: what its name begins with. Undefined for a name without one. */
export function placeOf(taskName: string): number | undefined {
  const [, digits] = /^(\d+):/.exec(taskName) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
