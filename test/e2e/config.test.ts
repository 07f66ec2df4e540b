import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PINNED_UV } from '../../src/uv/version.js';
import { hooked } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { standing } from '../helpers/wired.js';

describe('lockgen config', () => {
  test.concurrent('prints the defaults as such', async () => {
    const { repository, lockgen } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const before = await standing(repository);
    const { exitCode, stdout, stderr } = await lockgen(['config']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^pyproject\.toml\n {2}targets\.base {2}# default\n/);
    expect(stdout).toContain('    output = "requirements.txt"  # default\n');
    expect(stdout).toContain('    output = "requirements-full.txt"  # default\n');
    expect(stdout).toContain('    extras = ["full"]  # default\n');
    expect(stdout).toContain('    generateHashes = false  # default\n');
    expect(stdout).toContain('    torchBackend = "cpu"  # default\n');
    expect(stdout).toContain(`  uvVersion = "${PINNED_UV}"  # default\n`);
    expect(await standing(repository)).toBe(before);
  });

  test.concurrent('prints where each option came from', async () => {
    const { lockgen } = await hooked({
      files: {
        '.lockgenrc': 'generateHashes: true\nexcludeNewer: 7 days\nplatforms: [linux]\n',
        'pyproject.toml': pyproject({
          dependencies: ['alpha'],
          more: [
            '[tool.lockgen]',
            'platforms = ["linux", "macos"]',
            '[tool.lockgen.targets.base]',
            'output = "base.txt"',
            'exclude-newer = "2026-01-01T00:00:00Z"',
          ].join('\n'),
        }),
      },
    });
    const { exitCode, stdout } = await lockgen(['config']);
    expect(exitCode).toBe(0);
    const origin = (option: string): string =>
      stdout.split('\n').find((line) => line.trim().startsWith(option)) ?? '';
    expect(origin('output')).toMatch(/"base\.txt" {2}# .*pyproject\.toml/);
    expect(origin('generateHashes')).toMatch(/true {2}# \.lockgenrc/);
    expect(origin('platforms')).toMatch(/\["linux","macos"\] {2}# .*pyproject\.toml/);
    expect(origin('excludeNewer')).toMatch(/"2026-01-01T00:00:00Z" {2}# .*pyproject\.toml/);
    expect(origin('agree')).toMatch(/true {2}# default/);
  });

  test.concurrent('of the projects that are named, or of the nearest one', async () => {
    const managed = (name: string) => pyproject({ name, more: '[tool.lockgen]' });
    const { lockgen } = await hooked({
      files: {
        'a/pyproject.toml': managed('a'),
        'a/src/x.py': '',
        'b/pyproject.toml': managed('b'),
        'c/pyproject.toml': managed('c'),
      },
    });
    const named = async (args: readonly string[], from: string) =>
      (await lockgen(['config', ...args], { from })).stdout.match(/^\S+pyproject\.toml$/gm);
    expect(await named(['b', 'c'], '.')).toEqual(['b/pyproject.toml', 'c/pyproject.toml']);
    expect(await named([], 'a/src')).toEqual(['a/pyproject.toml']);
    expect(await lockgen(['config', 'd'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test.concurrent('reports all that is wrong at once, exit 2', async () => {
    const { lockgen } = await hooked({
      files: {
        'pyproject.toml': standardProject(),
        '.lockgenrc': 'generateHashs: true\nplatforms: [linux, mac]\n',
      },
    });
    const { exitCode, stdout, stderr } = await lockgen(['config']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/generateHashs[\s\S]*generateHashes/);
    expect(stderr).toContain('mac');
  });
});

describe('the command line', () => {
  test.concurrent('--version is the package’s', async () => {
    const { lockgen, installed } = await hooked();
    const { version } = JSON.parse(await readFile(join(installed.folder, 'package.json'), 'utf8'));
    expect(await lockgen(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.concurrent('--help is on stdout, for lockgen and for each command', async () => {
    const { lockgen } = await hooked();
    const all = await lockgen(['--help']);
    expect(all).toMatchObject({ exitCode: 0, stderr: '' });
    const commands = ['hook', 'check', 'generate', 'status', 'config', 'validate'];
    for (const command of commands) {
      expect(all.stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
      const { exitCode, stdout, stderr } = await lockgen([command, '--help']);
      expect({ exitCode, stderr }, command).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`Usage: (?:npx )?lockgen ${command}`));
      expect(stdout).toContain('--quiet');
    }
    for (const option of ['--upgrade', '--upgrade-package', '--target', '--dry-run', '--adopt']) {
      expect((await lockgen(['generate', '--help'])).stdout).toContain(option);
    }
    expect(all.stdout).toMatch(/Exit codes: 0 .*1 .*2 .*130/);
  });

  test.concurrent.each([
    { args: [], says: 'lockgen [options] [command' },
    { args: ['chekc'], says: 'chekc' },
    { args: ['check', '--no-such-option'], says: '--no-such-option' },
    { args: ['generate', '--target'], says: '--target' },
    { args: ['generate', '--python-version', 'three'], says: 'three' },
    { args: ['hook', '--nonsense'], says: '--nonsense' },
  ])('$args is exit 2, and says why', async ({ args, says }) => {
    const { lockgen } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const { exitCode, stdout, stderr } = await lockgen(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
