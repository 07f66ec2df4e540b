/** `2026-01-02T00:00:00Z` and `…+00:00`, `7 days` and `P7D` and `P1W`. A bare date is local time: like no other. */
export function sameMoment(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [moment(a), moment(b)];
  return one !== undefined && one === other;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

function moment(text: string): string | undefined {
  const words = /^(\d+)\s*(second|minute|hour|day|week)s?$/i.exec(text);
  if (words !== null)
    return `${Number(words[1]) * (SECONDS[words[2]?.charAt(0).toLowerCase() ?? ''] ?? 0)} s`;
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text);
  if (iso !== null) {
    const total = ['w', 'd', 'h', 'm', 's'].reduce(
      (sum, unit, index) => sum + Number(iso[index + 1] ?? 0) * (SECONDS[unit] ?? 0),
      0,
    );
    return `${total} s`;
  }
  if (!/T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : `at ${time}`;
}
