/** As YAML takes a moment, or a day, without quotes. */
const MOMENT =
  /(?<![\w'"-])(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::?(\d\d))?))?)?(?![\w'"-])/g;

/**
 * Days and times in a text that no calendar has (`2025-13-01`), by the moment that the YAML parser, which counts on into
 * the next month, makes of them: where each stands.
 */
export function impossibleMoments(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const match of text.matchAll(MOMENT)) {
    const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = match;
    const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map((part) => Number(part ?? 0));
    if (y === undefined || mo === undefined || d === undefined) continue;
    const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
    const moment = Date.UTC(y, mo - 1, d, h, mi, s, milliseconds);
    const last = new Date(Date.UTC(y, mo, 0)).getUTCDate();
    const isReal =
      mo >= 1 && mo <= 12 && d >= 1 && d <= last && (h ?? 0) < 24 && (mi ?? 0) < 60 && (s ?? 0) < 60;
    if (isReal) continue;
    const zone = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    if (!/(?:^|\s)#/.test(line)) found.set(sign === '-' ? moment + zone : moment - zone, match.index);
  }
  return found;
}

/** The error of such a one, with its place as the YAML parser gives it. */
export function notReal(text: string, at: number): Error {
  const before = text.slice(0, at).split('\n');
  const word = /^\S*[^\s,}\]]/.exec(text.slice(at, at + 40))?.[0] ?? '';
  return Object.assign(new Error('no such date'), {
    reason: `${word} is no date that a calendar has`,
    mark: { line: before.length - 1, column: before.at(-1)?.length ?? 0 },
  });
}
