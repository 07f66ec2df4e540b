import { bareUserParts, parameters, type Span, userParts } from './secret-places.js';

/**
 * The lines (1-based) with a credential in a URL: `user:password@`, `token@`, or a parameter that is one (`?token=…`,
 * `&X-Amz-Signature=…`). An SSH user (`git+ssh://git@host`), an empty password and an environment variable (`${TOKEN}`),
 * which pip and uv fill in, are none. The `****` that uv writes for the password of a direct URL is one: no installer can
 * use such a pin.
 */
export function credentialLines(text: string): number[] {
  const places = [...userParts(text), ...parameters(text).filter(({ inUrl }) => inUrl)]
    .map(({ from }) => from)
    .sort((a, b) => a - b);
  const lines = new Set<number>();
  let line = 1;
  let end = text.indexOf('\n');
  for (const place of places) {
    for (; end >= 0 && end < place; end = text.indexOf('\n', end + 1)) line += 1;
    lines.add(line);
  }
  return [...lines];
}

/** Whether a text has a credential in a URL, as `credentialLines` finds them. */
export function hasCredential(text: string): boolean {
  return credentialLines(text).length > 0;
}

/**
 * For messages: each URL's user part is `***`, but an SSH user that has no password, and so is each secret parameter. So
 * is a quoted `user:password@host` without a scheme, as uv repeats a part of a URL.
 */
export function withoutCredentials(text: string): string {
  return [userParts, parameters, bareUserParts].reduce((shown, find) => starred(shown, find(shown)), text);
}

function starred(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let shown = '';
  let done = 0;
  for (const { from, to } of spans) {
    shown += `${text.slice(done, from)}***`;
    done = to;
  }
  return shown + text.slice(done);
}
