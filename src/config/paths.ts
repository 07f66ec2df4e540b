import { posix } from 'node:path';
import { Failure } from '../failure.js';
import { hasCredential } from '../lockfile/credentials.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { within } from '../project/paths.js';
import { hasOddUrl, PLAIN_URL } from './odd-url.js';

/** Longer than any system takes (4096 on Linux). */
const LONGEST = 32_767;
const OUTPUT_SUFFIX = /\.(?:txt|in|lock)$/;
const CONSTRAINT_SUFFIX = /\.(?:txt|in|lock|toml)$/;
/** Windows' names of devices, whatever ending they have (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *\.| *$)/i;
const FOREIGN_LOCKFILES = new Set(['uv.lock', 'poetry.lock', 'pdm.lock', 'pipfile.lock']);

/** A relative path without `.` steps and doubled slashes; leading `..` steps stay. */
export function plainPath(path: string): string {
  // Many `..` in a row take node far longer than their length.
  return path.length > LONGEST ? path : posix.normalize(path);
}

/**
 * What a target's `output` must be where it isn't, whatever the project's folder; undefined where it can be one.
 * Its ending is one that the hook's shim knows without any configuration.
 */
export function outputProblem(output: string): string | undefined {
  const general = pathProblem(output);
  if (general !== undefined) return general;
  const elsewhere = windowsProblem(output);
  if (elsewhere !== undefined) return elsewhere;
  const name = output.slice(output.lastIndexOf('/') + 1).toLowerCase();
  if (isPylockName(output)) return undefined;
  if (name.endsWith('.toml')) {
    return 'a path that ends in .txt, .in or .lock, or a pylock file by PEP 751: pylock.toml or pylock.NAME.toml, in lower case and without a further dot in NAME';
  }
  if (FOREIGN_LOCKFILES.has(name)) return `a lockfile of lockgen's (${name} belongs to another tool)`;
  return OUTPUT_SUFFIX.test(output) ? undefined : 'a path that ends in .txt, .in or .lock, or pylock.toml';
}

/** The same for a constraint file. */
export function constraintProblem(path: string): string | undefined {
  if (isPylockName(path)) return 'a file in requirements form, the only one that uv takes for constraints';
  if (hasCredential(path)) return 'a URL without a password or a token, since configuration is committed';
  if (hasOddUrl(path)) return PLAIN_URL;
  return (
    pathProblem(path) ??
    (CONSTRAINT_SUFFIX.test(path) ? undefined : 'a path that ends in .txt, .in, .lock or .toml')
  );
}

/** The same for a glob of project folders. */
export function folderGlobProblem(glob: string): string | undefined {
  if (glob.startsWith('!')) return 'a pattern of folders to take; those to leave out belong in exclude';
  if (/(?:^|\/)pyproject\.toml$/.test(glob))
    return 'the folder of the pyproject.toml, not the file ("." is the root)';
  if (glob.split('/').includes('..')) return 'a folder inside the repository, as seen from its root';
  return glob === '/' ? '"." for the root' : pathProblem(glob.replace(/\/$/, ''), /\\(?![\][{}()*?!+@\\])/);
}

/**
 * Checks where a lockfile would be written.
 *
 * @param output - as configured, relative to the project's folder
 * @param projectFolder - relative to the repository's root, with `/`; `''` is the root
 * @throws Failure `configuration` where it isn't a relative path inside the repository, lies in `.git`, or doesn't
 *   end in `.txt`, `.in` or `.lock` or have the name of a pylock file
 */
export function checkOutput(output: string, projectFolder: string): void {
  const problem =
    outputProblem(output) ??
    (within(projectFolder, output) === undefined ? 'a path inside the repository' : undefined);
  if (problem === undefined) return;
  throw new Failure(
    'configuration',
    `the output ${JSON.stringify(output)} is not allowed; it must be ${problem}`,
    {
      next: 'name another output, such as requirements.txt',
    },
  );
}

/**
 * A path that Windows takes for another one without a word: a device, where what is written is lost; a stream of
 * another file (`:`); a name without its last dots and spaces. Refused everywhere, since a team shares its
 * configuration. What Windows refuses by itself (`*`, `?`, `"`) harms nobody: git checks it out nowhere there.
 */
function windowsProblem(path: string): string | undefined {
  const steps = path.split('/').filter((step) => step !== '.' && step !== '..');
  if (path.includes(':')) return "a path without ':', which on Windows names a part of another file";
  if (steps.some((step) => /[. ]$/.test(step))) {
    return 'a path whose parts end in no dot or space, which Windows leaves out';
  }
  const device = steps.find((step) => DEVICE.test(step));
  return device === undefined
    ? undefined
    : `a path without ${device}, which on Windows is a device, not a file`;
}

/** Letters that the file systems of macOS pass over in a name (git, utf8.c: `next_hfs_char`). */
const PASSED_OVER = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Whether a name is that of git's own folder on any system: on Windows, also its short name, or with dots and spaces behind. */
function isGitFolder(name: string): boolean {
  const plain = name
    .replace(PASSED_OVER, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
  return plain === '.git' || plain === 'git~1';
}

function pathProblem(path: string, backslash = /\\/): string | undefined {
  const relative = "a relative path, with '/' between its parts";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character belongs in a path
  if (path === '' || path.endsWith('/') || /[\u0000-\u001f\u007f]/.test(path)) return relative;
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path) || backslash.test(path))
    return relative;
  if (path.split('/').some(isGitFolder)) return 'a path outside .git';
  return undefined;
}
