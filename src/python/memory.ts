/** Longer texts hardly come again. */
const LONGEST = 2_000;
/** More than a large lockfile has; a bound for texts that are never the same twice. */
const MOST = 20_000;

/** What was read from texts that come again and again; forgets all of it where there is too much. */
export class Memory<Value> {
  readonly #known = new Map<string, Value>();

  get(text: string): Value | undefined {
    return text.length > LONGEST ? undefined : this.#known.get(text);
  }

  set(text: string, value: Value): void {
    if (text.length > LONGEST) return;
    if (this.#known.size === MOST) this.#known.clear();
    this.#known.set(text, value);
  }
}
