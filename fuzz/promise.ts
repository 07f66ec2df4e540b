/** What a parser gave isn't what it promises. */
class Untrue extends Error {
  override readonly name = 'Untrue';
}

/** @throws Untrue where a promise isn't kept */
export function promise(kept: boolean, what: string): void {
  if (!kept) throw new Untrue(what);
}
