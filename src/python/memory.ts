/** Of longer texts only the last is kept: they hardly come again. */
const LONGEST = 2_000;
/** More than a large lockfile has; a bound for texts that are never the same twice. */
const MOST = 20_000;

/** What was read from texts that come again and again; forgets all of it where there is too much. */
export class Memory<Value> {
  readonly #known = new Map<string, Value>();
  #long: { readonly text: string; readonly value: Value } | undefined;

  get(text: string): Value | undefined {
    if (text.length <= LONGEST) return this.#known.get(text);
    return this.#long?.text === text ? this.#long.value : undefined;
  }

  set(text: string, value: Value): void {
    if (text.length > LONGEST) {
      this.#long = { text, value };
      return;
    }
    if (this.#known.size === MOST) this.#known.clear();
    this.#known.set(text, value);
  }
}
