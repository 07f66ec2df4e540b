/** A requirement or marker that isn't one by Python's packaging standards. */
export class RequirementError extends Error {
  /** Where in the text it went wrong, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    // It says where in the text; where in lockgen is of no use, and to find out takes longer than all the reading.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = 'RequirementError';
    this.position = position;
  }
}

/** Walks over a text; each pattern must have the `y` flag. */
export class Scanner {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get position(): number {
    return this.#position;
  }

  /** Whether only whitespace is left. */
  get done(): boolean {
    this.skipSpace();
    return this.#position === this.text.length;
  }

  skipSpace(): void {
    this.take(/\s+/y);
  }

  /** Moves past the pattern and returns what it matched; stays and returns `undefined` where it doesn't match. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  /** @throws RequirementError */
  expect(pattern: RegExp, expected: string): string {
    return this.take(pattern) ?? this.fail(`expected ${expected}`);
  }

  /** @throws RequirementError */
  fail(message: string, position = this.#position): never {
    const rest = this.text.slice(position, position + 20);
    throw new RequirementError(`${message}, found ${rest === '' ? 'the end' : `\`${rest}\``}`, position);
  }
}
