import { includedFiles } from '../project/constraints.js';
import { isTable, type Table } from '../project/manifest.js';

// What is committed for uv and asks for builds. uv takes most of it for more than `--no-build`, which stands for all
// packages, where these name one.

const ASKING = ['no-binary', 'no-binary-package'] as const;

/** The key of uv's settings by which a table (`[tool.uv]`, or a `uv.toml`) asks for builds; undefined: none. */
export function keyForBuilds(settings: Table): string | undefined {
  const { pip } = settings;
  return keyIn(settings, '') ?? (isTable(pip) ? keyIn(pip, 'pip.') : undefined);
}

function keyIn(table: Table, prefix: string): string | undefined {
  const key = ASKING.find((one) => asks(table[one]));
  return key === undefined ? undefined : `${prefix}${key}`;
}

function asks(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => one !== ':none:');
  return value !== undefined && value !== false;
}

const NO_BINARY = /--no-binary/;
const INCLUDES = /(?:^|[\s\\])(?:-r|-c|--requirements?|--constraints?)(?=[\s=\\]|$)/g;

/**
 * What in a file of constraints asks for builds, or names a file that nobody has looked at, for a message; undefined:
 * nothing.
 */
export function lineForBuilds(text: string): string | undefined {
  // uv reads UTF-16, too, takes a lone carriage return for a line's end, and an option behind a requirement.
  const read = text
    .replace(/[\0\ufffd]/g, '')
    .split(/[\n\r]/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
  if (NO_BINARY.test(read)) return '--no-binary';
  const names = includedFiles(text);
  const address = names.find((name) => /[:$]/.test(name));
  if (address !== undefined) return address;
  return (read.match(INCLUDES) ?? []).length > includedFiles(read).length ||
    includedFiles(read).some((name) => !names.includes(name))
    ? 'a file where lockgen does not look for one'
    : undefined;
}
