import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

/** Every source file with what it imports, types apart from values. */
const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(new URL(`src/${path}`, root), 'utf8');
    const imports = [
      ...text.matchAll(/(import|export) (type )?[^'";]*? from '([^']+)'|import\('([^']+)'\)/g),
    ].map((match) => ({
      type: match[2] !== undefined,
      from: match[3] ?? match[4] ?? '',
    }));
    const code = text.replaceAll(/\/\*.*?\*\/|(?<!:)\/\/.*?$/gms, '');
    return { code, path: path.replaceAll('\\', '/'), text, imports };
  });

const importersOf = (library: string): readonly string[] =>
  sources.filter(({ imports }) => imports.some(({ from }) => from === library)).map(({ path }) => path);

describe('one door for each outside program and library', () => {
  it.each([
    ['simple-git', 'git/'],
    ['execa', 'uv/'],
    ['cosmiconfig', 'config/'],
    ['picomatch', 'project/'],
    ['commander', 'command-line'],
    ['valibot', 'config/'],
    ['@renovatebot/pep440', 'python/'],
  ])('%s is imported by src/%s only', (library, door) => {
    const importers = importersOf(library);
    expect(importers).not.toEqual([]);
    expect(importers.filter((path) => !path.startsWith(door))).toEqual([]);
  });

  it('no other module starts programs, but the one that reads git, which would wait for a library to load', () => {
    expect(importersOf('node:child_process')).toEqual(['git/reading-run.ts']);
  });
});

describe('pure folders', () => {
  it.each(['python/', 'lockfile/', 'report/'])(
    'src/%s knows neither files, nor programs, nor the process',
    (folder) => {
      const impure = sources
        .filter(({ path }) => path.startsWith(folder))
        .flatMap(({ path, text, imports }) => [
          ...imports
            .filter(
              ({ from, type }) =>
                !type && (/^node:(?!(path|crypto)$)/.test(from) || /\/(git|uv|commands)\//.test(from)),
            )
            .map(({ from }) => `${path} imports ${from}`),
          ...(/\bprocess\./.test(text) ? [`${path} reads process`] : []),
        ]);
      expect(impure).toEqual([]);
    },
  );

  it('only the command line reads the process', () => {
    const readers = sources.filter(({ code }) =>
      /(?<![\w.'])process\.(env|cwd|argv|exit|platform|std)/.test(code),
    );
    expect(
      readers
        .map(({ path }) => path)
        // What loads it, and decides with what.
        .filter((path) => path !== 'cli.ts' && path !== 'start/start.ts' && !path.startsWith('api/')),
    ).toEqual([]);
  });
});

it('the core prints nothing', () => {
  expect(sources.filter(({ text }) => /\bconsole\./.test(text)).map(({ path }) => path)).toEqual([]);
});

it('files stay short enough to be read at once', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 260).map(({ path }) => path);
  expect(long).toEqual([]);
});

it('lockgen itself opens no connection', () => {
  const opening = sources.filter(({ code }) =>
    /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns)(?:\/[^']*)?'|\bfetch\(|\bnew WebSocket\(/.test(code),
  );
  expect(opening.map(({ path }) => path)).toEqual([]);
});
