/** What `excludeNewer` can be, in words, for messages. */
export const EXCLUDE_NEWER_FORMS =
  'a date ("2026-10-07"), a timestamp with its time zone ("2026-10-07T12:00:00Z"), a duration ("7 days", "P7D"), or "none"';

/**
 * `excludeNewer` as it goes to uv: a full UTC timestamp, or an ISO 8601 duration. uv takes a bare date for local
 * time, so that another time zone gives another lockfile; and it writes `7 days` without quotes into the header,
 * which then can't be replayed.
 *
 * @param text - a date (the whole day counts: the next day's midnight, UTC), a timestamp with its time zone, or a
 *   duration of weeks, days, hours, minutes and seconds, in words or as ISO 8601; calendar months and years have no
 *   fixed length, and uv refuses them
 * @returns undefined where it is none of these
 */
export function excludeNewerForUv(text: string): string | undefined {
  const trimmed = text.trim();
  return fromDate(trimmed) ?? fromTimestamp(trimmed) ?? fromDuration(trimmed);
}

function fromDate(text: string): string | undefined {
  if (!isRealDay(text)) return undefined;
  const nextDay = new Date(`${text}T00:00:00Z`);
  nextDay.setUTCDate(nextDay.getUTCDate() + 1);
  if (nextDay.getUTCFullYear() > 9999) return undefined;
  return timestamp(nextDay);
}

function fromTimestamp(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([Zz]|[+-]\d\d:?\d\d)$/.exec(text);
  const [, day = '', time = '', zone = ''] = match ?? [];
  if (!isRealDay(day)) return undefined;
  const offset = /[Zz]/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const moment = new Date(`${day}T${time}${offset}`);
  return Number.isNaN(moment.getTime()) ? undefined : timestamp(moment);
}

function fromDuration(text: string): string | undefined {
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text);
  if (iso !== null) {
    const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso
      .slice(1)
      .map((part) => Number(part ?? 0));
    return duration(weeks * 7 + days, hours, minutes, seconds);
  }
  const part = /(\d+)\s*(weeks?|w|days?|d|hours?|h|minutes?|mins?|m|seconds?|secs?|s)\b/gi;
  if (!new RegExp(`^(?:${part.source}[\\s,]*)+$`, 'i').test(text)) return undefined;
  const sums = { w: 0, d: 0, h: 0, m: 0, s: 0 };
  for (const [, amount, unit = ''] of text.matchAll(part)) {
    const letter = unit.charAt(0).toLowerCase();
    if (letter === 'w' || letter === 'd' || letter === 'h' || letter === 'm' || letter === 's') {
      sums[letter] += Number(amount);
    }
  }
  return duration(sums.w * 7 + sums.d, sums.h, sums.m, sums.s);
}

function duration(days: number, hours: number, minutes: number, seconds: number): string | undefined {
  const time = [
    [hours, 'H'],
    [minutes, 'M'],
    [seconds, 'S'],
  ] as const;
  const clock = time.map(([amount, letter]) => (amount > 0 ? `${amount}${letter}` : '')).join('');
  if (![days, hours, minutes, seconds].every(Number.isSafeInteger)) return undefined;
  if (days === 0 && clock === '') return undefined;
  return `P${days > 0 ? `${days}D` : ''}${clock === '' ? '' : `T${clock}`}`;
}

function isRealDay(day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}

function timestamp(moment: Date): string {
  return moment.toISOString().replace('.000Z', 'Z');
}
