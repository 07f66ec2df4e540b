/** A value of TOML's as JSON on one line; numbers that JSON has no room for are texts there. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, plain) ?? '';
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
