/** A logical line that is being read: its continuations joined, as pip joins them. */
export class LineDraft {
  text = '';
  /** Whether it ends in a backslash so far. */
  open = false;
  /** Whether it goes on behind a backslash. */
  continues = false;
  /** Whether uv doesn't take it for one line, as pip does. */
  torn = false;
  #begun = false;
  #hasOptions = false;

  constructor(readonly line: number) {}

  /**
   * @param part without the backslash
   * @param continued whether it ends in one
   */
  add(part: string, continued: boolean): void {
    if (this.#begun) {
      this.continues = true;
      const isEnd = this.#hasOptions && part.trim() === '';
      if (!isEnd && !goesOn(part, continued)) this.torn = true;
    }
    this.text += part;
    this.#hasOptions ||= /(?:^|\s)--[a-z]/.test(part);
    this.#begun ||= part.trim() !== '';
    this.open = continued;
  }
}

/** uv takes a line for the rest of the one before between an entry and its options alone, and an empty one behind these. */
function goesOn(part: string, continued: boolean): boolean {
  return /^\s*--/.test(part) || (continued && part.trim() === '');
}
