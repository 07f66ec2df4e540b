/** An invariant that doesn't hold. */
export class Violation extends Error {
  /** Which one, in a word or two: what stays the same while a sequence is made shorter. */
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(message);
    this.name = 'Violation';
    this.invariant = invariant;
  }
}

/** @throws Violation where there is anything in the list */
export function assertNone(invariant: string, found: readonly string[], more = ''): void {
  if (found.length > 0)
    throw new Violation(invariant, [...found, more].filter((one) => one !== '').join('\n'));
}
