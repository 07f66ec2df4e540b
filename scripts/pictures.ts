import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { terminalSvg } from './terminal-svg.js';

// Makes the pictures of the README from what lockgen really prints: a throw-away repository, the real package index.
const clone = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'lockgen-pictures-'));
const repository = join(scratch, 'plots');
const lockgen = join(clone, 'dist', 'cli.cjs');
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GIT|GITHUB)_|^NO_COLOR$/.test(name)),
  ),
  FORCE_COLOR: '1',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_DATE: '2026-01-02T10:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-02T10:00:00Z',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.invalid',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.invalid',
};

function run(program: string, args: readonly string[], expected = 0): string {
  const result = spawnSync(program, args, { cwd: repository, env, encoding: 'utf8' });
  if (result.status !== expected) {
    throw new Error(
      `${program} ${args.join(' ')} ended with ${result.status}\n${result.stdout}${result.stderr}`,
    );
  }
  return result.stdout;
}
const ours = (args: readonly string[], expected = 0): string =>
  run(process.execPath, [lockgen, ...args], expected);

function project(dependencies: readonly string[]): string {
  return `[project]
name = "plots"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = [${dependencies.map((one) => `"${one}"`).join(', ')}]

[project.optional-dependencies]
full = ["pandas>=2.2"]
`;
}

function commit(message: string): void {
  run('git', ['add', '.']);
  run('git', ['commit', '--quiet', '--no-verify', '-m', message]);
}

/** A command and what it prints, as a terminal shows them. */
function picture(name: string, label: string, args: readonly string[], expected = 0): void {
  const text = `\u001b[2m$\u001b[22m npx lockgen ${args.join(' ')}\n${ours(args, expected)}`;
  const folder = join(clone, 'docs', 'pictures');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.svg`), terminalSvg(text, label));
  console.log(text);
}

/** A commit with the hook, as its author sees it. */
function commitPicture(name: string, label: string): void {
  run('git', ['add', 'pyproject.toml']);
  const command = 'git commit -m "Plot the results"';
  // On a terminal, what is waited for is a line that goes again.
  const shown = run('sh', ['-c', `${command} 2>&1`]).replace(/^lockgen: resolving .* …\n/gm, '');
  const text = `\u001b[2m$\u001b[22m ${command}\n${shown}`;
  writeFileSync(join(clone, 'docs', 'pictures', `${name}.svg`), terminalSvg(text, label));
  console.log(text);
}

mkdirSync(repository);
try {
  run('git', ['init', '--quiet', '--initial-branch=main']);
  writeFileSync(join(repository, 'pyproject.toml'), project(['rich>=13', 'numpy>=2']));
  ours(['generate']);
  commit('Start');

  writeFileSync(join(repository, 'pyproject.toml'), project(['rich>=13', 'numpy>=2', 'tqdm>=4.66']));
  const base = join(repository, 'requirements.txt');
  writeFileSync(base, readFileSync(base, 'utf8').replace(/^pygments==.*$/m, 'pygments==2.18.0'));
  commit('Show progress');
  picture('check', 'lockgen check finds a stale lockfile, and says why and what mends it', ['check'], 1);

  ours(['generate']);
  commit('Put right');
  symlinkSync(join(clone, 'hooks/pre-commit'), join(repository, '.git/hooks/pre-commit'));
  writeFileSync(
    join(repository, 'pyproject.toml'),
    project(['rich>=13', 'numpy>=2', 'tqdm>=4.66', 'matplotlib>=3.10']),
  );
  commitPicture(
    'commit',
    'git commit with lockgen: the commit of a changed pyproject.toml carries its lockfiles',
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
