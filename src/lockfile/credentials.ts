// The user part of a URL: up to the last `@` before the path begins. The scheme is looked for backwards, from where one
// ends: forwards, each letter of a long word could begin one.
const USER_PART = /:\/\/(?<=([a-z][a-z0-9+.-]*):\/\/)([^\s/?#'"]*)@/gi;

/**
 * The lines (1-based) with a credential in a URL: `user:password@` or `token@`. An SSH user (`git+ssh://git@host`),
 * an empty password and an environment variable (`${TOKEN}`), which pip and uv fill in, are none.
 */
export function credentialLines(text: string): number[] {
  const lines = new Set<number>();
  let line = 1;
  let end = text.indexOf('\n');
  for (const { index, 1: scheme = '', 2: user = '' } of text.matchAll(USER_PART)) {
    for (; end >= 0 && end < index; end = text.indexOf('\n', end + 1)) line += 1;
    if (isSecret(scheme, user)) lines.add(line);
  }
  return [...lines];
}

/** For messages: each URL's user part is `***`, but an SSH user that has no password. */
export function withoutCredentials(text: string): string {
  return text.replace(USER_PART, (whole: string, scheme: string, user: string) =>
    isSecret(scheme, user) ? '://***@' : whole,
  );
}

function isSecret(scheme: string, user: string): boolean {
  const [name = '', ...password] = user.split(':');
  const secret = password.join(':');
  const variable = /^\$\{[A-Z0-9_]+\}$/;
  if (secret !== '') return !variable.test(secret);
  if (/ssh$/i.test(scheme) || /^git$/i.test(name)) return false;
  return name !== '' && !variable.test(name);
}
