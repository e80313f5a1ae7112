/**
 * The name of an entry of a list in S3: it begins with its place there, from 0. So no two have the same, and what became of
 * each place can be told from the rows alone. Pattern 2 makes the same in Amazon States Language.
 */
export const numberedName = (place: number, taskName: string): string => `${place}:${taskName}`;

/** An entry's place in its list and its own name. */
interface Placed {
  /** From 0. */
  readonly place: number;
  /** Empty for an entry that had none. */
  readonly name: string;
}

/** Takes a row's name apart; undefined for a name without a place. */
export function placed(taskName: string): Placed | undefined {
  const [, digits, name = ""] = /^(\d+):(.*)$/s.exec(taskName) ?? [];
  return digits === undefined ? undefined : { place: Number(digits), name };
}
