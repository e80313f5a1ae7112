/** Random choices that are the same for the same seed, any whole number. */
export function seededRandom(seed: number) {
  let state = seed >>> 0;
  // A linear congruential generator with the constants of Numerical Recipes; its high bits are the random ones.
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are neighbours too.
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  /** A whole number from 0 up to, but not including, `end`. */
  const whole = (end: number): number => Math.floor(next() * end);
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[whole(items.length)] ?? items[0];
  return { whole, pick };
}
