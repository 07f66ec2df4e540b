/** What a length of time can be, in words, for messages. */
export const DURATION_FORMS =
  'a number of seconds (120), or a length of time ("120 s", "2 min", "1 h"), of up to a day';

const UNITS = new Map([
  ...['', 's', 'sec', 'secs', 'second', 'seconds'].map((word) => [word, 1000] as const),
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((word) => [word, 60_000] as const),
  ...['h', 'hour', 'hours'].map((word) => [word, 3_600_000] as const),
]);

/** A length of time: seconds where it has no unit; `undefined` where it is none. */
export function millisecondsOf(value: number | string): number | undefined {
  const [, amount = '', word = ''] = /^(\d+(?:\.\d+)?) *([a-z]*)$/i.exec(String(value).trim()) ?? [];
  const unit = UNITS.get(word.toLowerCase());
  return amount === '' || unit === undefined ? undefined : Math.round(Number(amount) * unit);
}

/** `120 s`, `0.5 s`, `5 min`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds > 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
