import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lockfile, type Pin, parseLockfile } from '../../../src/lockfile/parse.js';
import { printEntry, printLockfile } from '../../../src/lockfile/print.js';
import { fixture } from './fixture.js';

const FOLDER = new URL('../../fixtures/lockfile/real/', import.meta.url);
const REAL = readdirSync(FOLDER).sort();

/** All that an installer reads; not the comments, which aren't printed, nor the lines. */
function meaning({ options, pins, problems }: Lockfile): unknown {
  const value = ({ via: _via, line: _line, ...rest }: Pin): Omit<Pin, 'via' | 'line'> => rest;
  return { options: options.map(({ text }) => text), pins: pins.map(value), problems };
}

describe('what uv, pip-compile and Poetry wrote', () => {
  it('is some forty lockfiles, of each of them', () => {
    const tools = new Map(['uv', 'pip-compile', 'poetry'].map((tool) => [tool, 0]));
    for (const file of REAL)
      for (const [tool, count] of tools) if (file.startsWith(`${tool}-`)) tools.set(tool, count + 1);
    expect(REAL.length).toBeGreaterThanOrEqual(40);
    expect([...tools.values()].filter((count) => count < 4)).toEqual([]);
  });

  it.each(REAL)('is printed and read again as it was: %s', (file) => {
    const lockfile = parseLockfile(fixture(`real/${file}`));
    expect(lockfile.problems).toEqual([]);
    expect(lockfile.pins.length).toBeGreaterThan(1);
    const printed = printLockfile(lockfile);
    expect(meaning(parseLockfile(printed))).toEqual(meaning(lockfile));
    expect(printLockfile(parseLockfile(printed))).toBe(printed);
  });

  it('has all that is to be printed: every line that is no comment is an option, an entry or a hash', () => {
    for (const file of REAL) {
      const text = fixture(`real/${file}`);
      const { options, pins } = parseLockfile(text);
      const lines = text.split('\n').filter((line) => !/^\uFEFF?\s*(?:#.*)?\s*$/.test(line));
      const hashes = pins.flatMap((pin) => pin.hashes).length;
      expect(options.length + pins.length + hashes, file).toBe(lines.length);
    }
  });
});

it.each([
  ['Uvicorn[standard,a]==0.1;python_version<"3.11"', 'Uvicorn[a,standard]==0.1 ; python_version<"3.11"'],
  ['odd===1.0-weird', 'odd===1.0-weird'],
  [
    'idna@https://host.example/i.whl --hash=sha256:aa',
    'idna @ https://host.example/i.whl \\\n    --hash=sha256:aa',
  ],
  ['-e ./lib[x] ; os_name == "nt"', '-e ./lib[x] ; os_name == "nt"'],
  ['../sib', '../sib'],
  ['loose>=1', 'loose'],
])('prints %s', (text, printed) => {
  expect(parseLockfile(text).pins.map(printEntry)).toEqual([printed]);
});
