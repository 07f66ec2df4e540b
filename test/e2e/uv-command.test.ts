import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PINNED_UV } from '../../src/uv/version.js';
import { withPath } from '../helpers/environment.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';
import { FAKE, fakeUv, script } from '../helpers/uv-machine.js';

/** A repository whose index has uv 99.9.9 as its newest: the real one, and some shell around it. */
async function withNewUv(
  files: Readonly<Record<string, string>>,
  around = '"$@"',
  before = '',
): Promise<Hooked & { env: NodeJS.ProcessEnv; hash: string }> {
  const world = await hooked({ files });
  const real = await sharedUv();
  const program = `[ "$1" = --version ] && { echo 'uv ${FAKE}'; exit; }
${before}
real() { '${real}' "$@" || exit $?; }
real ${around}
for word; do case $word in --output-file=*) output=\${word#*=};; esac; done
[ -z "$output" ] || sed 's/^    # via /    # via  /' "$output" > "$output.new"
[ -z "$output" ] || mv "$output.new" "$output"`;
  const { wanted, pip } = await fakeUv(program);
  await cp(pip.PIP_FIND_LINKS ?? '', world.index.folder, { recursive: true });
  // Its own cache of installations: the tests' common one is for the pinned uv.
  const cache = join(world.repository.home, 'own');
  const env = { ...world.repository.env, ...pip, XDG_CACHE_HOME: cache };
  await mkdir(join(cache, 'lockgen'), { recursive: true });
  await cp(join(world.repository.home, '.cache', 'lockgen', 'uv'), join(cache, 'lockgen', 'uv'), {
    recursive: true,
    dereference: true,
    preserveTimestamps: true,
  });
  return { ...world, env, hash: wanted.hashes[0] ?? '' };
}

describe('lockgen uv', () => {
  test.concurrent('runs the pinned uv with its arguments as they are, and ends as it does', async () => {
    const { repository, lockgen } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const real = await sharedUv();
    for (const args of [
      ['--version'],
      ['--help'],
      ['pip', '--help'],
      ['-q', 'version'],
      ['nonsense'],
      [],
      ['help', 'lock'],
      ['pip', 'compile', '--verbose', '--nonsense'],
      ['--', '--help'],
      ['upgrades'],
    ]) {
      const [ours, theirs] = await Promise.all([
        lockgen(['uv', ...args]),
        run(real, args, { cwd: repository.root, env: repository.env }),
      ]);
      const about = ({ exitCode, stdout, stderr }: typeof ours) => ({ args, exitCode, stdout, stderr });
      expect(about(ours)).toEqual(about(theirs));
    }
  });

  test.concurrent('gives it the user’s environment, folder and stdin', async () => {
    const { repository, lockgen } = await hooked({
      files: { 'pyproject.toml': standardProject(), 'a/b.txt': '' },
    });
    const said = await script(
      'uv',
      `[ "$1" = --version ] && { echo 'uv ${PINNED_UV}'; exit; }\npwd; env | grep '^UV_EXCLUDE_NEWER='; printf '[%s]' "$@"; cat; exit 7`,
    );
    const env = { ...withPath(repository.env, said), UV_EXCLUDE_NEWER: '2020-01-01' };
    // A script on PATH yields to the managed uv, so that there is none.
    const options = { env: { ...env, XDG_CACHE_HOME: join(repository.home, 'empty') }, from: 'a' };
    const ran = await lockgen(['uv', 'run', '', 'a b', '-v', '--cache-home', '$HOME'], options);
    expect(ran).toMatchObject({ exitCode: 7, stderr: '' });
    expect(ran.stdout).toBe(
      `${join(repository.root, 'a')}\nUV_EXCLUDE_NEWER=2020-01-01\n[run][][a b][-v][--cache-home][$HOME]`,
    );
  });

  test.concurrent('passes a signal on, and ends as uv did', async () => {
    const { repository, installed } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const said = await script(
      'uv',
      `[ "$1" = --version ] && { echo 'uv ${PINNED_UV}'; exit; }\ntrap 'echo told; exit 5' TERM\necho ready\nwhile :; do sleep 0.05; done`,
    );
    const env = { ...withPath(repository.env, said), XDG_CACHE_HOME: join(repository.home, 'empty') };
    const child = spawn(installed.bin, ['uv', 'wait'], { cwd: repository.root, env });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out === 'ready\n') child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, out }).toEqual({ code: 5, out: 'ready\ntold\n' });
  });

  test.concurrent('is that of the project around, where it states its own', async () => {
    const own = `[tool.lockgen]\nuv-version = "${FAKE}"\n`;
    const { lockgen, env } = await withNewUv({
      'pyproject.toml': standardProject(),
      'svc/pyproject.toml': pyproject({ name: 'svc', more: own }),
      'svc/src/x.py': '',
      'lib/pyproject.toml': pyproject({ name: 'lib', more: '[tool.lockgen]' }),
    });
    const at = async (from?: string) => {
      const { exitCode, stdout, stderr } = await lockgen(['uv', '--version'], {
        env,
        ...(from ? { from } : {}),
      });
      return `${exitCode} ${stdout.slice(0, 9)} ${stderr}`;
    };
    expect(await at()).toMatch(new RegExp(`^0 uv ${PINNED_UV}`));
    expect(await at('lib')).toMatch(new RegExp(`^0 uv ${PINNED_UV}`));
    expect(await at('svc/src')).toMatch(/^2 .*uvHashes has no hash of it/s);
  });

  test.concurrent('says what is missing where there is none', async () => {
    const { repository, lockgen } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const env = {
      ...repository.env,
      PATH: await linkedNode(),
      XDG_CACHE_HOME: join(repository.home, 'empty'),
    };
    const ran = await lockgen(['uv', 'pip', 'list'], { env });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('neither uv nor a Python 3.8 or later');
    expect(ran.stderr).not.toContain('installing');
  });

  test.concurrent('keeps uv where --cache-home says, before the command or after it', async () => {
    const { repository, lockgen, env } = await withNewUv({ 'pyproject.toml': standardProject() });
    const folder = join(repository.home, 'named');
    await rename(join(repository.home, 'own', 'lockgen'), folder);
    const upgraded = await lockgen(['uv', 'upgrade', '--cache-home', folder], { env });
    expect(upgraded.exitCode).toBe(0);
    expect((await readdir(join(folder, 'uv'))).sort()).toEqual([PINNED_UV, FAKE].sort());
    const offline = { env: { ...env, PIP_FIND_LINKS: '/nowhere' } };
    expect(await lockgen([`--cache-home=${folder}`, 'uv', '--version'], offline)).toMatchObject({
      exitCode: 0,
      stdout: `uv ${FAKE}\n`,
    });
    expect((await lockgen(['uv', '--version'], offline)).exitCode).toBe(2);
    const generated = await lockgen(['generate', '--cache-home', folder], offline);
    expect(generated.exitCode).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['programs', 'uv', 'verdicts']);
    expect((await lockgen(['check', '--cache-home', ''], offline)).stderr).toContain('names no folder');
  });
});

/** A folder with node and git alone, for a PATH without any Python. */
async function linkedNode(): Promise<string> {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  const { stdout } = await run('sh', ['-c', 'command -v git']);
  await symlink(stdout.trim(), join(folder, 'git'));
  return folder;
}

describe('lockgen uv upgrade', () => {
  test.concurrent('has a help of its own, which usage errors name', async () => {
    const { lockgen } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    for (const args of [['--help'], ['-h'], ['--dry-run', '--help']]) {
      const ran = await lockgen(['uv', 'upgrade', ...args]);
      expect(ran, args.join(' ')).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ran.stdout).toMatch(/^Usage: npx lockgen uv upgrade \[options\] \[version\]\n.*--dry-run/s);
    }
    const wrong = [
      ['uv', 'upgrade', '--nonsense'],
      ['uv', 'upgrade', '1.2.3', '4.5.6'],
      ['--cache-home', 'x', 'uv', 'upgrade', '--nonsense'],
    ];
    for (const args of wrong) {
      const ran = await lockgen(args);
      expect(ran, args.join(' ')).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toContain('npx lockgen uv upgrade --help shows what it takes');
    }
  });

  test.concurrent('shows what changes in the text alone, writes the configuration, and names the next command', async () => {
    const { repository, lockgen, env, hash } = await withNewUv({
      'pyproject.toml': standardProject(),
      '.lockgenrc': '# ours\ngenerateHashes: false # no\n',
    });
    expect((await lockgen(['generate'], { env })).exitCode).toBe(0);
    const before = await repository.read('requirements-full.txt');

    const dry = await lockgen(['uv', 'upgrade', '--dry-run'], { env });
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toMatch(
      new RegExp(
        `^uv ${PINNED_UV} → ${FAKE}\\n  requirements\\.txt: unchanged\\n  requirements-full\\.txt: text only, \\+(\\d+) −\\1 of \\d+ lines\\n1 of 2 lockfiles would change\\nnothing was written\\n$`,
      ),
    );
    expect(await repository.read('.lockgenrc')).toBe('# ours\ngenerateHashes: false # no\n');

    const ran = await lockgen(['uv', 'upgrade'], { env });
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('wrote the version and 1 hash into .lockgenrc\n');
    expect(ran.stdout).toContain('next: npx lockgen generate, then commit .lockgenrc with the lockfiles\n');
    expect(await repository.read('.lockgenrc')).toBe(
      `# ours\ngenerateHashes: false # no\nuvVersion: "${FAKE}"\nuvHashes:\n  - "${hash}"\n`,
    );
    expect(await repository.read('requirements-full.txt')).toBe(before);

    expect((await lockgen(['generate'], { env })).exitCode).toBe(0);
    expect(await repository.read('requirements-full.txt')).not.toBe(before);
    expect((await lockgen(['uv', 'upgrade'], { env })).stdout).toBe(
      `uv ${FAKE}, as before\n  requirements.txt: unchanged\n  requirements-full.txt: unchanged\n0 of 2 lockfiles would change\n.lockgenrc says so already\nnext: commit .lockgenrc\n`,
    );
  });

  test.concurrent('shows pins that move, and leaves alone a project that states its own uv', async () => {
    const { repository, lockgen, env } = await withNewUv(
      {
        'pyproject.toml': pyproject({ dependencies: ['alpha<2'] }),
        'svc/pyproject.toml': pyproject({
          name: 'svc',
          more: `[tool.lockgen]\nuv-version = "${PINNED_UV}"\n`,
        }),
      },
      // Whatever it is asked to keep.
      '"$@" --upgrade',
      'unset UV_CONSTRAINT',
    );
    expect((await lockgen(['generate'], { env })).exitCode).toBe(0);
    await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'] }));
    const ran = await lockgen(['uv', 'upgrade', FAKE], { env });
    expect(ran.stdout).toContain('  requirements.txt: pins change, ');
    expect(ran.stdout).toContain('    alpha 1.1.0 → 2.0.0\n');
    expect(ran.stdout).toContain(`  svc/pyproject.toml states its own uv, ${PINNED_UV}, and keeps it\n`);
    // There was no configuration.
    expect(await repository.read('.lockgenrc')).toMatch(
      new RegExp(`^uvVersion: "${FAKE}"\\nuvHashes:\\n  - "sha256:`),
    );
  });

  test.concurrent('prints the lines where it can’t edit the file for sure', async () => {
    const { repository, lockgen, env, hash } = await withNewUv({
      'pyproject.toml': standardProject(),
      '.lockgenrc': '{generateHashes: false}\n',
    });
    const ran = await lockgen(['uv', 'upgrade'], { env });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain(`"uvVersion": "${FAKE}",\n"uvHashes": ["${hash}"]\n`);
    expect(await repository.read('.lockgenrc')).toBe('{generateHashes: false}\n');
  });

  test.concurrent('writes nothing where the new uv can’t resolve, isn’t there, or is none', async () => {
    const { repository, lockgen, env } = await withNewUv({
      'pyproject.toml': pyproject({ dependencies: ['epsilon', 'zeta'] }),
    });
    const cases: [string[], number, string][] = [
      [['upgrade'], 1, 'epsilon'],
      [['upgrade', '99.9.8'], 2, 'the index has no uv==99.9.8'],
      [['upgrade', 'newest'], 2, 'no version of uv that can serve'],
      [['upgrade', '0.9.7'], 2, 'no version of uv that can serve'],
    ];
    for (const [args, exitCode, words] of cases) {
      const ran = await lockgen(['uv', ...args], { env });
      expect(ran, args.join(' ')).toMatchObject({ exitCode });
      expect(ran.stderr).toContain(words);
    }
    expect(await repository.git('status', '--porcelain')).toBe('');
    await rm(join(repository.root, 'pyproject.toml'));
    await writeFile(join(repository.root, 'pyproject.toml'), standardProject());
    const unreachable = { ...env, UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple', UV_FIND_LINKS: '' };
    const ran = await lockgen(['uv', 'upgrade'], { env: unreachable });
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).toContain('the index could not be asked for releases of uv');
  });
});

test('a uv that ends without an error and writes nothing is not believed', async () => {
  const { repository, lockgen } = await hooked({
    files: { 'pyproject.toml': pyproject({ dependencies: ['alpha<2'] }) },
  });
  expect((await lockgen(['generate'])).exitCode).toBe(0);
  const lockfile = await repository.read('requirements.txt');
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'] }));
  const idle = await script('uv', `[ "$1" = --version ] && echo 'uv ${PINNED_UV}'\nexit 0`);
  const env = { ...withPath(repository.env, idle), XDG_CACHE_HOME: join(repository.home, 'empty') };
  for (const command of ['generate', 'check']) {
    const ran = await lockgen([command], { env });
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(`${ran.stdout}${ran.stderr}`).toContain('ended without an error, and wrote no requirements.txt');
  }
  expect(await repository.read('requirements.txt')).toBe(lockfile);
  await rm(join(repository.root, 'requirements.txt'));
  expect((await lockgen(['generate'], { env })).stderr).toContain('wrote no requirements.txt');
  expect(await readFile(join(repository.root, 'pyproject.toml'), 'utf8')).toContain('alpha');
});
