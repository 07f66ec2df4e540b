import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../src/lockfile/header.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { readUvFailure } from '../../../src/uv/messages.js';
import { MINIMUM_UV, PINNED_UV } from '../../../src/uv/version.js';

// What each uv that was tried says (`npm run golden-uv`), and what lockgen has to read in it, whichever it was.
const folder = new URL('../../fixtures/uv-golden/', import.meta.url);
const versions = readdirSync(folder).sort();
const textOf = (version: string, name: string): string =>
  readFileSync(new URL(`${version}/${name}.txt`, folder), 'utf8');

/** The packages of each lockfile, with who asks for them. */
const LOCKFILES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  base: { alpha: ['beta', 'sample'], beta: ['gamma'], delta: ['gamma'], gamma: ['sample'] },
  full: {
    alpha: ['beta', 'theta'],
    beta: ['gamma'],
    delta: ['gamma'],
    eta: ['sample'],
    gamma: ['sample'],
    iota: ['theta'],
    'kappa-core': ['theta'],
    theta: ['sample'],
  },
  hashes: { alpha: ['sample'], 'kappa-core': ['sample'] },
  forks: {
    alpha: ['beta'],
    beta: ['sample'],
    mu: ['sample'],
    'nu-macos': ['mu'],
    'nu-windows': ['mu'],
    omega: ['sigma'],
    sigma: ['sample'],
  },
  extras: { alpha: ['theta'], iota: ['theta'], theta: ['sample'] },
  annotations: {
    alpha: ['-c limits.txt', 'beta', 'sample', 'theta'],
    beta: ['gamma', 'sample'],
    delta: ['gamma'],
    gamma: ['sample'],
    theta: ['sample'],
  },
  git: { delta: ['lib'], lib: ['sample'] },
};

const FAILURES: Readonly<Record<string, object>> = {
  'fails-unsatisfiable': { kind: 'unsatisfiable', packages: expect.arrayContaining(['epsilon', 'zeta']) },
  'fails-401': { kind: 'unavailable', host: '127.0.0.1', status: 401, packages: ['alpha'] },
  'fails-404': { kind: 'unavailable', status: 404, packages: ['alpha'] },
  'fails-dns': { kind: 'unavailable', host: 'no-such-host.invalid', packages: ['alpha'], unreachable: true },
  'fails-offline': { kind: 'unavailable', packages: ['alpha'], unreachable: true },
  'fails-toml': { kind: 'project' },
  'fails-extra': { kind: 'project' },
  'fails-build': { kind: 'build', packages: ['lib'] },
  'fails-no-python': { kind: 'no-python' },
};

it('has the oldest uv that can serve, and the pinned one', () => {
  expect(versions).toEqual(expect.arrayContaining([MINIMUM_UV, PINNED_UV]));
});

describe.each(versions)('uv %s', (version) => {
  it('has an answer to each question, and no other', () => {
    const names = readdirSync(new URL(`${version}/`, folder)).map((file) => file.replace(/\.txt$/, ''));
    expect(names.sort()).toEqual([...Object.keys(LOCKFILES), ...Object.keys(FAILURES), 'path'].sort());
  });

  it.each(Object.entries(LOCKFILES))('%s is read to the last line', (name, packages) => {
    const text = textOf(version, name);
    const { pins, problems } = parseLockfile(text);
    expect(problems).toEqual([]);
    const found: Record<string, readonly string[]> = {};
    for (const { key, via } of pins) {
      found[key] = via.map((who) => who.replace(/ \(pyproject\.toml\)$/, '')).sort();
    }
    expect(found).toEqual(packages);
    expect(readHeader(text)).toBeDefined();
    if (name === 'hashes') for (const pin of pins) expect(pin.hashes.length).toBeGreaterThan(0);
    if (name === 'forks') {
      const marked = pins.filter(({ key }) => key.startsWith('nu-')).map(({ marker }) => marker);
      expect(marked).toMatchObject([{ value: 'darwin' }, { value: 'win32' }]);
    }
    if (name === 'git') expect(pins.at(-1)?.url).toMatch(/^git\+file:\/\/\/golden\/repository@[0-9a-f]{40}$/);
  });

  it('path is read to the last line', () => {
    expect(parseLockfile(textOf(version, 'path')).pins.map(({ key }) => key)).toContain('delta');
  });

  it.each(Object.entries(FAILURES))('%s is told from the others', (name, expected) => {
    const stderr = textOf(version, name);
    const ended = { exitCode: 1, signal: undefined, stdout: '', missing: false, timedOut: false };
    const { message, ...read } = readUvFailure({ ...ended, stderr, milliseconds: 1 });
    const nothing = { host: undefined, status: undefined, split: undefined, packages: [] };
    expect(read).toEqual({ ...nothing, ...expected });
    expect(message).toMatch(/^(error: | {2}× )/);
  });
});
