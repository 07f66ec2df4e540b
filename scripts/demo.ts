import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Shows the hook and the check at work: a throw-away repository, real commits, the real package index.
const clone = join(dirname(fileURLToPath(import.meta.url)), '..');
const repository = mkdtempSync(join(tmpdir(), 'lockgen-demo-'));
const manifest = join(repository, 'pyproject.toml');
const lockgen = join(clone, 'dist', 'cli.cjs');
const TORCH_PAGE = 'https://download.pytorch.org/whl/cpu/torch/';

const title = (text: string): void => console.log(`\n\u001b[1m── ${text}\u001b[0m`);
const say = (text: string): void => console.log(text);

/** Runs a command as a reader would type it, and ends the demo where it ends otherwise than it should. */
function run(words: readonly string[], expected = 0): SpawnSyncReturns<Buffer> {
  const [program = '', ...args] = words;
  const shown = words.map((word) => (/[\s"']/.test(word) ? `'${word}'` : word)).join(' ');
  say(`\n$ ${shown.replace(`${process.execPath} ${lockgen}`, 'lockgen')}`);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const result = spawnSync(program, args, { cwd: repository, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== expected) {
    console.error(
      `\nthe demo expected exit code ${expected} here, and got ${result.status ?? result.signal}`,
    );
    process.exit(1);
  }
  return result;
}
const git = (...args: readonly string[]): void => void run(['git', ...args]);
const edit = (from: string, to: string): void => {
  const text = readFileSync(manifest, 'utf8');
  if (!text.includes(from)) throw new Error(`the example has no ${from}`);
  writeFileSync(manifest, text.replace(from, to));
  say(`\n(edit pyproject.toml: ${from.trim() || 'end of file'} becomes ${to.trim().replaceAll('\n', ' ')})`);
};
const check = (expected: number): void => {
  run([process.execPath, lockgen, 'check'], expected);
  say(`exit code: ${expected}`);
};

title('The project: examples/mlpstorage');
let text = readFileSync(join(clone, 'examples', 'mlpstorage', 'pyproject.toml'), 'utf8');
const probe = spawnSync(
  'python3',
  ['-c', `import urllib.request; urllib.request.urlopen(${JSON.stringify(TORCH_PAGE)}, timeout=5)`],
  { encoding: 'utf8' },
);
if (probe.status === 0) {
  say(
    "The CPU-only PyTorch index answers, so `full` is the benchmark's own: dlio-benchmark, with PyTorch for the CPU.",
  );
} else {
  const why = probe.stderr?.trim().split('\n').at(-1) ?? 'no answer';
  text = text.replace('full = ["dlio-benchmark"]', 'full = ["h5py", "pandas", "scikit-learn"]');
  say(`The CPU-only PyTorch index doesn't answer from here (${why}),`);
  say('so `full` takes packages that need no PyTorch: h5py, pandas, scikit-learn.');
}
writeFileSync(manifest, text);

git('init', '--quiet', '--initial-branch=main');
git('config', 'user.name', 'Demo');
git('config', 'user.email', 'demo@example.invalid');
const hook = join(repository, '.git', 'hooks', 'pre-commit');
writeFileSync(
  hook,
  `#!/bin/sh\nexec '${join(clone, 'hooks', 'pre-commit').replaceAll("'", `'\\''`)}' "$@"\n`,
);
chmodSync(hook, 0o755);
say('\n(.git/hooks/pre-commit calls hooks/pre-commit of this clone)');

title('(a) The first commit of pyproject.toml carries both lockfiles');
git('add', 'pyproject.toml');
git('commit', '--quiet', '-m', 'Start');
git('show', '--stat', '--format=%h %s');

title('(b) One dependency more: one commit, lockfiles included');
edit('    "rich>=13.0",\n', '    "rich>=13.0",\n    "tqdm",\n');
git('commit', '--quiet', '-am', 'Show progress');
git('show', '--stat', '--format=%h %s');

title('(c) An edit that changes no lockfile: nothing runs');
edit('line-length = 120', 'line-length = 100');
git('commit', '--quiet', '-am', 'Shorter lines');
git('show', '--stat', '--format=%h %s');

title('(d) A requirement that nothing satisfies: the commit is blocked, and nothing has changed');
edit('"rich>=13.0"', '"rich>=999"');
git('add', 'pyproject.toml');
run(['git', 'commit', '-m', 'Too new'], 1);
git('log', '--oneline');
git('status', '--short');
git('restore', '--staged', '--worktree', 'pyproject.toml');

title('(e) lockgen check: fresh, and stale after an edit');
check(0);
edit('    "tqdm",\n', '    "tqdm",\n    "humanize",\n');
check(1);
git('restore', 'pyproject.toml');

title('Go on playing');
say(`The repository is ${repository}; its hook works there like in any other.`);
