import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { and, type Block, CHANGED, git } from './blocks.js';
import { realPython, withPath } from './environment.js';
import { FAULTS, startFaultyIndex } from './faulty-index.js';
import { withoutUvAndPython } from './hooked.js';
import { STANDARD_PACKAGES } from './local-index.js';
import { disagreeingProject, pyproject } from './projects.js';
import { scratchFolder } from './scratch.js';
import { sharedUv } from './uv.js';
import type { Wired } from './wired.js';

/** Another uv of the right version, first on PATH, with a cache of lockgen's that has none. */
async function otherUv({ repository }: Wired, script: string): Promise<NodeJS.ProcessEnv> {
  const folder = await scratchFolder();
  const real = await sharedUv();
  await writeFile(
    join(folder, 'uv'),
    `#!/bin/sh\n[ "$1" = --version ] && exec '${real}' --version\n${script.replaceAll('REAL', `'${real}'`)}\n`,
    { mode: 0o755 },
  );
  const { PATH } = withPath(repository.env, folder);
  return { PATH, XDG_CACHE_HOME: join(repository.home, 'another-cache') };
}

/** No uv, and a Python that is this script. */
async function onlyPython(world: Wired, script: string): Promise<NodeJS.ProcessEnv> {
  const { env } = await withoutUvAndPython(world);
  await writeFile(join(env.PATH ?? '', 'python3'), `#!/bin/sh\n${script}\nexec '${realPython()}' "$@"\n`);
  return env;
}

/** An index over HTTP that has one fault, and nothing of it in uv's cache. */
async function emptyCache(
  { repository }: Wired,
  fault: keyof typeof FAULTS | undefined,
): Promise<NodeJS.ProcessEnv> {
  const index = await startFaultyIndex(STANDARD_PACKAGES);
  if (fault !== undefined) index.become(FAULTS[fault]);
  return { ...index.env, UV_HTTP_RETRIES: '0', UV_CACHE_DIR: join(repository.home, 'uv-cache') };
}

const elsewhere = (fault: keyof typeof FAULTS | undefined, says: string): Block => ({
  reason: 'network',
  says,
  files: { ...CHANGED, '.lockgenrc': 'timeout: 3\n' },
  done: (world) => emptyCache(world, fault),
});

/** Commits that are blocked for what is around them: uv, the index, git, the system; and for what is only known then. */
export const BLOCKS_BY_MACHINE: Readonly<Record<string, Block>> = {
  'a credential in a lockfile': {
    reason: 'credential',
    says: 'requirements.txt:3 holds a credential',
    done: and(async ({ repository }) => {
      const text = await repository.read('requirements.txt');
      const edited = text.replace(/^alpha/m, '--index-url https://me:secret@index.example/simple\nalpha');
      await repository.stage({ 'requirements.txt': edited, ...CHANGED });
    }),
  },
  'a hash that is none of the index’s': {
    reason: 'changed-hash',
    says: 'requirements.txt:',
    files: CHANGED,
    done: async ({ repository }) => {
      // All that was ever known of it is what the index doesn't have.
      const text = await repository.read('requirements.txt');
      const hashed = text.replace(/^alpha==(\S+)$/m, `alpha==$1 \\\n    --hash=sha256:${'0'.repeat(64)}`);
      await repository.stage({
        'requirements.txt': hashed,
        'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
        '.lockgenrc': 'generateHashes: true\n',
      });
      await repository.commit('Hashes', { args: ['--no-verify'] });
      await repository.stage(CHANGED);
      return undefined;
    },
  },
  'lockfiles that do not agree, by a uv that heeds no constraints': {
    reason: 'disagreement',
    says: "requirements.txt and requirements-full.txt don't agree on omega",
    files: { 'pyproject.toml': disagreeingProject() },
    done: (world) =>
      otherUv(
        world,
        'for arg do\n  shift\n  case $arg in --constraint*) ;; *) set -- "$@" "$arg" ;; esac\ndone\nexec REAL "$@"',
      ),
  },
  'no uv and no Python': {
    reason: 'uv-missing',
    says: 'uv',
    files: CHANGED,
    done: async (world) => (await withoutUvAndPython(world)).env,
  },
  'no uv, and a Python without pip': {
    reason: 'uv-missing',
    says: 'no pip to install it with',
    files: CHANGED,
    done: (world) =>
      onlyPython(world, 'case "$*" in *pip*) echo "$0: No module named pip" >&2; exit 1 ;; esac'),
  },
  'no uv, and an index of pip’s that has none': {
    reason: 'uv-missing',
    says: 'the index that pip asks has no uv ',
    files: CHANGED,
    done: async (world) => ({
      ...(await onlyPython(world, '')),
      PIP_INDEX_URL: `file://${await scratchFolder()}`,
    }),
  },
  'no uv, and no network for pip': {
    reason: 'network',
    says: 'could not be downloaded',
    files: CHANGED,
    done: async (world) => ({
      ...(await onlyPython(world, '')),
      PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
      PIP_RETRIES: '1',
    }),
  },
  'a uv that fails': {
    reason: 'uv-failed',
    says: 'uv failed for requirements.txt',
    files: CHANGED,
    done: (world) => otherUv(world, 'echo "error: something of its own" >&2; exit 2'),
  },
  'a uv that is killed': {
    reason: 'uv-failed',
    says: 'uv was killed while it resolved requirements.txt',
    files: CHANGED,
    done: (world) => otherUv(world, 'kill -9 $$'),
  },
  'a package that may not be built': {
    reason: 'build-denied',
    says: 'requirements.txt: ',
    files: {
      '.lockgenrc': 'build: never\n',
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
      'lib/setup.py': 'from setuptools import setup\nsetup(name="lib", version="1")\n',
    },
  },
  'an index that hangs up': elsewhere(
    'hangs up',
    "requirements.txt: 127.0.0.1 didn't give what uv asked for",
  ),
  'an index that wants a password': elsewhere('answers 401', 'requirements.txt: 127.0.0.1 '),
  'an index that never answers': elsewhere('never answers', 'requirements.txt: not made within 3 s'),
  'UV_OFFLINE with an empty cache': {
    ...elsewhere(
      undefined,
      "requirements.txt: uv's cache doesn't have all that is needed, and UV_OFFLINE is set",
    ),
    done: async (world) => ({ ...(await emptyCache(world, undefined)), UV_OFFLINE: '1' }),
  },
  'a filter beside an encoding': {
    reason: 'git',
    says: 'requirements.txt has both a filter and a working-tree-encoding in .gitattributes',
    files: {
      ...CHANGED,
      '.gitattributes': 'requirements.txt filter=mine working-tree-encoding=latin1\n',
    },
    done: (world) => git(world, 'config', 'filter.mine.clean', 'cat'),
  },
  'contents that the repository has not': {
    reason: 'git',
    says: 'pyproject.toml',
    files: CHANGED,
    done: and(async ({ repository }) => {
      const oid = (await repository.git('rev-parse', ':pyproject.toml')).trim();
      await rm(repository.path(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`), { force: true });
    }),
  },
  'a temporary folder that is not there': {
    reason: 'files',
    says: 'no temporary folder can be made in ',
    files: CHANGED,
    done: async (world) => ({ TMPDIR: join(world.repository.home, 'gone') }),
  },
  'something staged meanwhile': {
    reason: 'inputs-changed',
    says: 'pyproject.toml was staged anew while the lockfiles were being made',
    files: CHANGED,
    meanwhile: async ({ repository }) =>
      await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['beta'] }) }),
  },
  'Ctrl-C': {
    reason: 'interrupted',
    says: 'interrupted',
    files: CHANGED,
    meanwhile: async (_world, pid) => {
      process.kill(-pid, 'SIGINT');
    },
  },
};
