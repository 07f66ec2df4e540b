/** Does something that asks the index, when it is its turn. */
export type AskInTurn = <Result>(ask: () => Promise<Result>) => Promise<Result>;

/** Whose turn it is to ask the index, among what is resolved side by side. */
export interface Turns {
  /**
   * Runs one of them, by its place in the order in which they are begun.
   *
   * @param work - is given what each of its questions to the index has to go through
   */
  take<Result>(place: number, work: (inTurn: AskInTurn) => Promise<Result>): Promise<Result>;
}

/**
 * The first of them that asks the index does so alone, and only then the others ask, each when it likes: most of what they
 * ask for is in uv's cache by then, which several at once would fill several times, and where the index can't be
 * reached, one has waited for it. The first is the first in order, so that it is the same each time.
 */
export function openTurns(): Turns {
  /** How many have ended of those that none is missing before. */
  let passed = 0;
  const ended = new Set<number>();
  let isOpen = false;
  const waiting: { readonly place: number; readonly go: () => void }[] = [];
  const goOn = (): void => {
    while (ended.delete(passed)) passed += 1;
    for (const { place, go } of waiting) if (isOpen || place === passed) go();
  };
  const inTurn =
    (place: number): AskInTurn =>
    async (ask) => {
      if (!isOpen && place !== passed) {
        await new Promise<void>((go) => waiting.push({ place, go }));
      }
      try {
        return await ask();
      } finally {
        isOpen = true;
        goOn();
      }
    };
  return {
    async take(place, work) {
      try {
        return await work(inTurn(place));
      } finally {
        ended.add(place);
        goOn();
      }
    },
  };
}
