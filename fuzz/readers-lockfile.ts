import { readBlocks, writeBlocks } from '../src/lockfile/blocks.js';
import { readArguments } from '../src/lockfile/command-arguments.js';
import { credentialLines, withoutCredentials } from '../src/lockfile/credentials.js';
import { diffPins } from '../src/lockfile/diff.js';
import { compilesProject, headerArguments, headerOptions, readHeader } from '../src/lockfile/header.js';
import { eachLine } from '../src/lockfile/lines.js';
import { withLocalEntries } from '../src/lockfile/local-entries.js';
import { mergeLockfiles } from '../src/lockfile/merge.js';
import { parseLockfile } from '../src/lockfile/parse.js';
import {
  asConstraints,
  asPreferences,
  asPylockPreferences,
  oneOfBothSides,
} from '../src/lockfile/preferences.js';
import { printLockfile } from '../src/lockfile/print.js';
import { withFindLinks, withHeaderCommand, withoutConstraintVia } from '../src/lockfile/rewrite.js';
import { shellWords } from '../src/lockfile/shell-words.js';
import { findLinksFor } from '../src/lockfile/torch.js';
import { promise } from './promise.js';
import type { Reader } from './readers.js';

const URL = 'https://wheels.example/torch/';

const lockfile = (name: string, read: (text: string) => unknown): Reader => ({
  name,
  texts: ['lockfile'],
  read,
});

export const lockfileReaders: readonly Reader[] = [
  lockfile('parseLockfile', (text) => {
    const { pins, options, problems } = parseLockfile(text);
    let last = 0;
    eachLine(text, (_, number) => {
      last = number;
      return true;
    });
    const placed = [...pins, ...options, ...problems].every(({ line }) => line >= 1 && line <= last);
    promise(placed, 'every entry has its line');
  }),
  lockfile('printLockfile', (text) => {
    const read = parseLockfile(text);
    const once = printLockfile(read);
    // What can't be read may be half of something, and a path or a URL that nobody has may read as something else.
    const pinned = read.problems.length === 0 && read.pins.every(({ version }) => version !== undefined);
    const again = printLockfile(parseLockfile(once));
    promise(!pinned || again === once, 'what is printed is read as it was');
  }),
  lockfile('asPreferences, asConstraints', (text) => {
    const read = parseLockfile(text);
    asConstraints(read);
    const once = asPreferences(oneOfBothSides(read, []));
    promise(asPreferences(parseLockfile(once)) === once, 'preferences are read as they are written');
    const pylock = parseLockfile(asPylockPreferences(read));
    promise(pylock.problems.length === 0, 'preferences of a pylock.toml are one');
    promise(asPreferences(pylock) === asPreferences(read), 'they are those of a requirements file');
  }),
  lockfile('diffPins, findLinksFor', (text) => {
    const read = parseLockfile(text);
    findLinksFor(read, 'auto');
    promise(diffPins(read, read).length === 0, 'a lockfile has no difference to itself');
  }),
  lockfile('readBlocks', (text) => {
    const blocks = readBlocks(text);
    promise(blocks === undefined || writeBlocks(blocks) === text, 'blocks give the text again');
  }),
  lockfile('mergeLockfiles', (text) => {
    const [base, theirs] = [linesWithout(text, 0), linesWithout(text, 1)];
    const merged = mergeLockfiles(base, text, theirs);
    promise(merged === undefined || typeof merged.text === 'string', 'a merge is a text');
    promise(mergeLockfiles(text, text, theirs)?.text === theirs, 'one side alone is that side');
  }),
  lockfile('withHeaderCommand', (text) => withHeaderCommand(text, 'uv pip compile pyproject.toml')),
  lockfile('withFindLinks', (text) => {
    const once = withFindLinks(text, [URL]);
    promise(withFindLinks(once, [URL]) === once, 'a line that is there is not written again');
  }),
  lockfile('withoutConstraintVia', (text) => withoutConstraintVia(text, 'limits.txt')),
  lockfile('withLocalEntries', (text) => withLocalEntries(text, { sandbox: '/box', folder: 'svc' })),
  lockfile('credentialLines', credentialLines),
  lockfile('withoutCredentials', (text) => {
    promise(
      credentialLines(withoutCredentials(text)).every((line) => line > 0),
      'lines count from 1',
    );
  }),
  {
    name: 'readHeader',
    texts: ['header', 'lockfile'],
    read: (text) => {
      const header = readHeader(text);
      if (header === undefined) return;
      headerArguments(header);
      headerOptions(header);
      compilesProject(header, 'requirements.txt');
    },
  },
  {
    name: 'shellWords, readArguments',
    texts: ['header'],
    read: (text) => {
      const command = shellWords(text);
      if (command !== undefined) readArguments(command);
      readArguments(text.split(' '));
      compilesProject({ generator: 'uv', command: text, line: 1 }, 'requirements.txt');
    },
  },
];

/** Every third line but the last left out, from the line `from` on. */
function linesWithout(text: string, from: number): string {
  const lines = text.split('\n');
  return lines.filter((_, index) => index === lines.length - 1 || (index + from) % 3 !== 2).join('\n');
}
