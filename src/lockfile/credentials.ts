// The user part of a URL: up to the last `@` before the path begins. The scheme is looked for backwards, from where one
// ends: forwards, each letter of a long word could begin one. Of a password that should have been percent-encoded and
// isn't (`user:a/b@host`), up to the last `@` of the word: no port begins so. That is limited, since each of the URLs in
// a long word would be read to its end.
const USER_PART =
  /:\/\/(?<=([a-z][a-z0-9+.-]*):\/\/)([^\s/?#'"]*|[^\s/?#'":@[]*:(?!\d+(?:[\s/?#'"`),;]|$)|[\s/?#])\S{0,300})@/gi;

// Parameters whose value opens a door by itself, as servers of packages and of storage name them. Not `key`, `id`, `code`
// and `auth`, which more often mean something else.
const SECRET_PARAMETER =
  /([?&](?:(?:access|auth|private|job|deploy|bearer|refresh|oauth|personal|security|session|user|api|x-amz-security|x-goog-security)?[-_]?token|api[-_]?key|(?:client[-_]?|api[-_]?)?secret|password|passwd|pwd|(?:x-(?:amz|goog)-)?signature|sig)=)([^\s&#'"`<>]+)/gi;

const VARIABLE = /^\$\{[A-Za-z0-9_]+\}$/;

/**
 * The lines (1-based) with a credential in a URL: `user:password@`, `token@`, or a parameter that is one (`?token=…`,
 * `&X-Amz-Signature=…`). An SSH user (`git+ssh://git@host`), an empty password and an environment variable (`${TOKEN}`),
 * which pip and uv fill in, are none. The `****` that uv writes for the password of a direct URL is one: no installer can
 * use such a pin.
 */
export function credentialLines(text: string): number[] {
  const places: number[] = [];
  for (const { index, 1: scheme = '', 2: user = '' } of text.matchAll(USER_PART)) {
    if (isSecret(scheme, user)) places.push(index);
  }
  places.push(...secretParameters(text));
  places.sort((a, b) => a - b);
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

/** For messages: each URL's user part is `***`, but an SSH user that has no password, and so is each secret parameter. */
export function withoutCredentials(text: string): string {
  return text
    .replace(USER_PART, (whole: string, scheme: string, user: string) =>
      isSecret(scheme, user) ? '://***@' : whole,
    )
    .replace(SECRET_PARAMETER, (whole: string, name: string, value: string) =>
      isSecretValue(value) ? `${name}***` : whole,
    );
}

function isSecret(scheme: string, user: string): boolean {
  const colon = user.indexOf(':');
  if (colon >= 0 && colon < user.length - 1) return isSecretValue(user.slice(colon + 1));
  const name = colon < 0 ? user : user.slice(0, colon);
  if (name === '' || /ssh$/i.test(scheme) || name.toLowerCase() === 'git') return false;
  return isSecretValue(name);
}

function isSecretValue(value: string): boolean {
  return !(value.startsWith('$') && VARIABLE.test(value));
}

/** Where parameters of URLs are that are secrets. Each character is looked at once, however long a word is. */
function secretParameters(text: string): number[] {
  const places: number[] = [];
  let before = 0;
  let inUrl = false;
  for (const { index, 2: value = '' } of text.matchAll(SECRET_PARAMETER)) {
    const words = text.slice(before, index).split(/[\s'"`<>]/);
    inUrl = (inUrl && words.length === 1) || words.at(-1)?.includes('://') === true;
    before = index;
    if (inUrl && isSecretValue(value)) places.push(index);
  }
  return places;
}
