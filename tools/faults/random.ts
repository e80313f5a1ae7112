/** Random choices that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to, but not including, `end`. */
  readonly whole: (end: number) => number;
  /** One of `items`. */
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
}

/** @param seed any whole number */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  // A linear congruential generator with the constants of Numerical Recipes; its high bits are the random ones.
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are neighbours too.
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  const whole = (end: number): number => Math.floor(next() * end);
  return { whole, pick: (items) => items[whole(items.length)] ?? items[0] };
}
