import { expect, it } from 'vitest';
import type { RunResult } from '../helpers/run.js';
import { type Setting, secretWorld } from '../helpers/secret-world.js';
import { closed, manifest, tokened } from './secret-places-outside.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const FORMATS = ['text', 'json', 'github', 'gitlab', 'sarif', 'markdown'];

/** What somebody, or another tool, has put into a lockfile: a line in the place of one of its lines, or more. */
const HELD: readonly [string, (text: string, about: Setting) => string][] = [
  ['an option line', (text, about) => `${text}--extra-index-url ${closed(about)}\n`],
  [
    'a find-links line with a token parameter',
    (text, { index, canary }) => `${text}--find-links ${index.origin}/?token=${canary.encoded}\n`,
  ],
  [
    'the pin of a URL',
    (text, about) => text.replace(/^alpha==.*$/m, `alpha @ ${closed(about, '/files/alpha.whl')}`),
  ],
  [
    'an option line of one slash',
    (text, about) => `${text}--extra-index-url ${closed(about).replace('://', ':/')}\n`,
  ],
  [
    'the pin of a URL without slashes',
    (text, about) =>
      text.replace(/^alpha==.*$/m, `alpha @ ${closed(about, '/files/alpha.whl').replace('://', ':')}`),
  ],
  [
    'the pin of a URL with a signature',
    (text, { index, canary }) =>
      text.replace(/^alpha==.*$/m, `alpha @ ${index.origin}/alpha.whl?sv=1&sig=${canary.encoded}`),
  ],
  [
    'the pin of a commit',
    (text, about) =>
      text.replace(/^alpha==.*$/m, `alpha @ git+${tokened(about, '/static/alpha.git')}@${COMMIT}`),
  ],
  ['a comment', (text, about) => `${text}# from ${closed(about)}\n`],
  [
    'the header',
    (text, about) => text.replace('--universal', `--universal --extra-index-url=${closed(about)}`),
  ],
  ['a line that is none', (text, about) => `${text}%% ${closed(about)}\n`],
  ['a local entry beside a URL', (text, about) => `${text}-e ${closed(about, '/static/own')}\n`],
];

it.concurrent.each(HELD)(
  'a lockfile with a credential in %s is refused by hook and check, which name the line and not the secret',
  async (_, holding) => {
    const world = await secretWorld({
      name: 'a lockfile',
      files: (_setting, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
    });
    const { repository, setting } = world;
    const { canary } = setting;
    let cells = 0;
    const silent = (result: RunResult): string => {
      cells += 2;
      expect([canary.isIn(result.stdout), canary.isIn(result.stderr)], result.stdout + result.stderr).toEqual(
        [false, false],
      );
      return result.stdout + result.stderr;
    };
    await world.stage(['alpha']);
    await repository.commit('Start');
    const clean = await repository.read('requirements.txt');
    const text = holding(clean, setting);
    const line = text.slice(0, text.indexOf(canary.encoded)).split('\n').length;
    await world.put({ 'requirements.txt': text });
    const staged = await repository.tryCommit('The lockfile alone');
    expect(silent(staged)).toContain(`commit blocked: requirements.txt:${line} holds a credential`);
    await repository.commit('Past the hook', { args: ['--no-verify'] });
    const head = await repository.id();

    await world.stage(['alpha', 'delta']);
    const blocked = await repository.tryCommit('The manifest alone');
    expect(silent(blocked)).toContain(`commit blocked: requirements.txt:${line} holds a credential`);
    expect(await repository.id()).toBe(head);
    expect(await repository.read('requirements.txt')).toBe(text);
    await repository.git('reset', '--quiet', '--hard');

    for (const format of FORMATS) {
      const summary = { GITHUB_STEP_SUMMARY: `${repository.home}/summary` };
      const checked = await world.lockgen(['check', `--format=${format}`], summary);
      expect(checked.exitCode, silent(checked)).toBe(1);
      expect(checked.stdout).toContain('a URL with a password or a token in it');
      if (format !== 'gitlab' && format !== 'sarif')
        expect(checked.stdout).toMatch(new RegExp(`requirements\\.txt\\D{1,200}${line}\\b`));
      silent(await world.lockgen(['diff', 'HEAD~1', 'HEAD', `--format=${format}`]));
      silent(await world.lockgen(['why', 'alpha', `--format=${format}`]));
      silent(await world.lockgen(['validate', 'requirements.txt', `--format=${format}`]));
    }
    for (const args of [
      ['status'],
      ['config'],
      ['check', '--verbose', '--installable'],
      ['check', '--range', 'HEAD~1..HEAD'],
    ])
      silent(await world.lockgen(args));

    const generated = await world.lockgen(['generate', '--verbose']);
    silent(generated);
    expect(generated.exitCode, generated.stderr).toBe(0);
    expect(await repository.read('requirements.txt')).toBe(clean);
    await repository.git('add', 'requirements.txt');
    silent(await repository.commit('Mended'));
    expect(await world.leaks()).toEqual([]);
    expect(cells).toBeGreaterThan(50);
  },
);
