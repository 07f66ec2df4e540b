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

const SPACE = 32;
const LAST_OF_ASCII = 127;

/** Whether `\s` matches a character, by its code. */
function isSpace(code: number): boolean {
  if (code <= LAST_OF_ASCII) return code === SPACE || (code >= 9 && code <= 13);
  return /\s/.test(String.fromCharCode(code));
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
    // Mostly there is none, or one.
    while (isSpace(this.text.charCodeAt(this.#position))) this.#position += 1;
  }

  /** Moves past a character if it is the next one. */
  skip(character: string): boolean {
    const found = this.text.startsWith(character, this.#position);
    if (found) this.#position += character.length;
    return found;
  }

  /** What is left. */
  get rest(): string {
    return this.text.slice(this.#position);
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
