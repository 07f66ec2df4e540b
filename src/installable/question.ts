import type { Lockfile, Pin } from '../lockfile/parse.js';
import { findLinksFor } from '../lockfile/torch.js';
import { compareVersions, isVersion } from '../python/version.js';
import type { PinName } from '../uv/install-messages.js';

/** An entry of a lockfile that isn't on an index. */
export interface NotAsked {
  readonly entry: string;
  readonly why: string;
}

/** What is asked of uv about a lockfile. */
export interface Question {
  /** Option lines that say where packages are. */
  readonly options: readonly string[];
  /** Entries that an index has. */
  readonly pins: readonly Pin[];
  readonly notAsked: readonly NotAsked[];
}

/** Other option lines change what is installed, or name files that aren't in the sandbox. */
const PLACES = /^(?:--find-links|-f|--index-url|-i|--extra-index-url|--no-index)(?=[\s=]|$)/;
const OTHER_FILE = /^(?:-r|--requirements?)(?=[\s=])/;

/**
 * The question whether a lockfile's pins have wheels. What isn't on an index is left out: uv would build a local
 * package, or fetch a repository, to learn nothing but its name.
 */
export function questionOf(lockfile: Lockfile): Question {
  const notAsked: NotAsked[] = [];
  for (const { text } of lockfile.options) {
    if (OTHER_FILE.test(text)) notAsked.push({ entry: text, why: 'another file, which is not looked at' });
  }
  const pins = lockfile.pins.filter((pin) => {
    if (pin.version !== undefined && pin.url === undefined) return true;
    notAsked.push({ entry: pin.url === undefined ? pin.text : pin.name, why: whyNot(pin) });
    return false;
  });
  // The URLs of a pylock.toml say where PyTorch's own index has its wheels; a question in requirements form has none.
  const options =
    lockfile.isPylock === true
      ? findLinksFor(lockfile, 'auto').map((page) => `--find-links ${page}`)
      : lockfile.options.map(({ text }) => text).filter((text) => PLACES.test(text));
  return { options, pins, notAsked };
}

/** The requirements file for uv, without the pins that it has named already. Hashes are another question. */
export function questionText({ options, pins }: Question, without: readonly PinName[]): string {
  const rest = pins.filter((pin) => !without.some((named) => isSame(pin, named)));
  return [...options, ...rest.map(({ text }) => text), ''].join('\n');
}

/** The same question about some of the pins. */
export function questionAbout(question: Question, names: readonly PinName[]): Question {
  return { ...question, pins: question.pins.filter((pin) => names.some((named) => isSame(pin, named))) };
}

/** Where the lockfile has a pin that uv names. */
export function lineOf({ pins }: Question, named: PinName): number | undefined {
  return pins.find((pin) => isSame(pin, named))?.line;
}

/** uv names versions in their normal form. */
function isSame(pin: Pin, { name, version }: PinName): boolean {
  if (pin.key !== name) return false;
  const written = pin.version ?? '';
  return isVersion(written) && isVersion(version)
    ? compareVersions(written, version) === 0
    : written === version;
}

function whyNot({ url, editable, text }: Pin): string {
  if (url === undefined) return 'not pinned to a version';
  if (/\.whl(?:#|$)/i.test(url)) return 'one wheel at a URL';
  if (editable || /^(?:\.|\/|file:)/.test(url) || text.startsWith('.')) return 'local, builds from source';
  return 'builds from source';
}
