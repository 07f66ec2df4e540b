/**
 * Lets bodies run two at a time, in the order in which they came: more would only wait for each other on a small
 * machine, one would mostly wait for the index.
 *
 * @returns a function that runs its body when its turn has come.
 */
export function twoAtATime(): <T>(body: () => Promise<T>) => Promise<T> {
  let free = 2;
  const waiting: (() => void)[] = [];
  return async (body) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await body();
    } finally {
      // A turn is handed on, rather than given back for whoever comes first.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
