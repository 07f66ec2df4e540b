/** A part of a text that is secret. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

// Where a URL's user part may begin. The scheme is looked for backwards, from where one ends: forwards, each letter of a
// long word could begin one. With the rules of browsers, which uv has, any number of slashes of either kind may follow
// the schemes of the web.
const START = /:(?:(?<=(?<![a-z0-9])(?:https?|ftp|wss?):)[/\\]*|\/\/(?<=([a-z][a-z0-9+.-]*):\/\/))/gi;

// Where it has ended: with a quote, too, but one that has a letter behind it (`us'er`), so isn't the end of a string.
const END = /[\s/?#]|['"](?![:+!$&*.~-]*[\w%@])/g;

// A password that should have been percent-encoded and isn't (`user:a/b@host`): no port begins so.
const UNENCODED = /[^\s/?#'":@[]*:(?!\d+(?:[\s/?#'"`),;]|$)|[\s/?#])/y;

// It is up to the last `@` of its word, within a limit, since each of the URLs in a long word would be read to its end.
const LONGEST_UNENCODED = 300;

/** The user parts of URLs that are credentials, in order. Each character is looked at a few times, however long a word is. */
export function userParts(text: string): Span[] {
  const found: Span[] = [];
  let end = -1;
  let at = -1;
  let next = -1;
  START.lastIndex = 0;
  for (let start = START.exec(text); start !== null; start = START.exec(text)) {
    const from = START.lastIndex;
    if (end < from) {
      END.lastIndex = from;
      end = END.exec(text)?.index ?? text.length;
      at = from + text.slice(from, end).lastIndexOf('@');
    }
    let to = at;
    if (to < from) {
      if (next < from) next = indexOrEnd(text, '@', from);
      to = unencodedEnd(text, from, next);
    }
    if (to < from) continue;
    START.lastIndex = to + 1;
    if (isSecret(start[1] ?? '', text.slice(from, to))) found.push({ from, to });
  }
  return found;
}

/** The `@` behind a user part that has a `/` in its password, or -1; `next` is the first one from `from` on. */
function unencodedEnd(text: string, from: number, next: number): number {
  UNENCODED.lastIndex = from;
  if (next === text.length || !UNENCODED.test(text)) return -1;
  const password = UNENCODED.lastIndex;
  if (next > password + LONGEST_UNENCODED) return -1;
  const [word = ''] = text.slice(password, password + LONGEST_UNENCODED + 1).split(/\s/, 1);
  const last = word.lastIndexOf('@');
  return last < 0 ? -1 : password + last;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
}

function isSecret(scheme: string, user: string): boolean {
  const colon = user.indexOf(':');
  if (colon >= 0 && colon < user.length - 1) return isSecretValue(user.slice(colon + 1));
  const name = colon < 0 ? user : user.slice(0, colon);
  if (name === '' || /ssh$/i.test(scheme) || name.toLowerCase() === 'git') return false;
  return isSecretValue(name);
}

const VARIABLE = /^\$\{[A-Za-z0-9_]+\}$/;

function isSecretValue(value: string): boolean {
  return !(value.startsWith('$') && VARIABLE.test(value));
}

// `user:password@host` and `user:password@host:port`, the whole of a quotation or up to its path. Not what has the form
// and another meaning: an address with a scheme (`mailto:me@host`, `npm:name@1`), an image with its digest.
const BARE =
  /(?<=[`'"])(?!(?:file|git|image|link|mailto|npm|oci|path|pkg|pypi|sips?|urn|workspace|xmpp):)[\w.%+~$-]+:([^\s`'"/\\]+)@(?=(?!sha\d)(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[`'"/?#]|$))/gi;

/** The user parts of what is quoted as `user:password@host`, without a scheme. */
export function bareUserParts(text: string): Span[] {
  return [...text.matchAll(BARE)].flatMap(({ index, 0: { length }, 1: password = '' }) =>
    isSecretValue(password) && password !== '***' ? [{ from: index, to: index + length - 1 }] : [],
  );
}

// Parameters whose value opens a door by itself, as servers of packages and of storage name them, without the `-` and `_`
// that some write in them. Not `key`, `id`, `code` and `auth`, which more often mean something else.
const SECRET_NAME = new RegExp(
  `^(?:${[
    'x?(?:access|auth|private|job|deploy|bearer|refresh|oauth|personal|security|session|user|api)?token',
    'x(?:amz|goog)securitytoken',
    'x?(?:api|auth|access|secret|secretaccess|private|subscription|functions)key',
    'ocpapimsubscriptionkey',
    '(?:client|api)?secret',
    'password|passwd|pwd|passphrase|authorization|bearer|jwt',
    '(?:x(?:amz|goog))?signature|sig',
  ].join('|')})$`,
);

// No name that is meant is longer; without a limit, it would be no use to read on either.
const PARAMETER = /[?&]([a-z_-]{1,64})=/gi;
const VALUE = /[^\s&#'"`<>]+/y;

/** Where the values of parameters are that are secrets, and whether the text has the URL to it: a message may cut it. */
export function parameters(text: string): (Span & { readonly inUrl: boolean })[] {
  const found: (Span & { readonly inUrl: boolean })[] = [];
  let before = 0;
  let inUrl = false;
  PARAMETER.lastIndex = 0;
  for (let one = PARAMETER.exec(text); one !== null; one = PARAMETER.exec(text)) {
    const from = PARAMETER.lastIndex;
    if (!SECRET_NAME.test((one[1] ?? '').toLowerCase().replace(/[-_]/g, ''))) continue;
    VALUE.lastIndex = from;
    if (!VALUE.test(text)) continue;
    const to = VALUE.lastIndex;
    PARAMETER.lastIndex = to;
    const words = text.slice(before, one.index).split(/[\s'"`<>]/);
    inUrl =
      (inUrl && words.length === 1) || /:\/\/|(?<![a-z0-9])(?:https?|ftp|wss?):/i.test(words.at(-1) ?? '');
    before = one.index;
    if (isSecretValue(text.slice(from, to))) found.push({ from, to, inUrl });
  }
  return found;
}
