import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PINNED_UV } from '../../src/uv/version.js';
import { isolatedEnvironment, realPython, withPath } from './environment.js';
import { managed } from './hook-managers.js';
import type { Hooked } from './hooked.js';
import { pyproject } from './projects.js';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';
import { sharedUv } from './uv.js';

/** What people use instead of lockgen, as a hook of pre-commit; lockgen itself, for the comparison. */
export const TOOLS = ['lockgen', 'uv-pre-commit', 'pip-tools', 'pip-compile-multi', 'uv lock'] as const;
export type Tool = (typeof TOOLS)[number];

const PROGRAMS = ['pip-tools==7.6.2', 'pip-compile-multi==3.3.2', `uv==${PINNED_UV}`];

/**
 * The hooks of uv-pre-commit that are compared, defined as in its repository in October 2026; GitHub can't be reached
 * from a test. pre-commit clones this one, and installs uv by pip, as with the real one.
 */
const UV_HOOKS = `- id: pip-compile
  name: pip-compile
  entry: uv pip compile
  language: python
  files: ^requirements\\.(in|txt)$
  args: []
  pass_filenames: false
- id: uv-lock
  name: uv-lock
  entry: uv lock
  language: python
  files: ^(uv\\.lock|pyproject\\.toml|uv\\.toml)$
  args: []
  pass_filenames: false
- id: uv-export
  name: uv-export
  entry: uv export
  language: python
  files: ^uv\\.lock$
  args: ["--frozen", "--output-file=requirements.txt"]
  pass_filenames: false
`;

interface Shared {
  /** With `pip-compile`, `pip-compile-multi` and `uv`. */
  readonly bin: string;
  readonly uvPreCommit: string;
}

let shared: Promise<Shared> | undefined;

async function install(): Promise<Shared> {
  const [uv, python] = [await sharedUv(), realPython()];
  const folder = join(sharedFolder(), ['neighbours', ...PROGRAMS, `py-${basename(python)}`].join('-'));
  const done = join(folder, 'done');
  const isThere = (): boolean => existsSync(done) && existsSync(join(folder, 'venv', 'bin', 'python'));
  const uvPreCommit = join(folder, 'uv-pre-commit');
  if (!isThere()) {
    await exclusively('neighbours', async () => {
      if (isThere()) return;
      await rm(folder, { recursive: true, force: true });
      const env = isolatedEnvironment(join(folder, 'home'), {}, { managedUv: false });
      await runOk(uv, ['venv', '--quiet', '--python', python, join(folder, 'venv')], { env });
      await runOk(uv, ['pip', 'install', '--quiet', '--python', join(folder, 'venv'), ...PROGRAMS], { env });
      await mkdir(uvPreCommit);
      await writeFile(join(uvPreCommit, '.pre-commit-hooks.yaml'), UV_HOOKS);
      const uvProject = `[project]\nname = "uv-pre-commit"\nversion = "0.0.0"\ndependencies = ["uv==${PINNED_UV}"]\n\n[tool.setuptools]\npy-modules = []\n`;
      await writeFile(join(uvPreCommit, 'pyproject.toml'), uvProject);
      const git = (...args: string[]) => runOk('git', args, { cwd: uvPreCommit, env });
      await git('init', '--quiet');
      await git('add', '.');
      await git('commit', '--quiet', '-m', 'Hooks');
      await git('tag', PINNED_UV);
      await writeFile(done, '');
    });
  }
  return { bin: join(folder, 'venv', 'bin'), uvPreCommit };
}

/** What a project requires; `full` adds to `base`. */
export interface Requirements {
  readonly base: readonly string[];
  readonly full?: readonly string[];
}

/** A tool at work in a repository, as a hook of pre-commit. */
export interface Neighbour extends Hooked {
  readonly env: NodeJS.ProcessEnv;
  /** Its lockfiles: base, and full where they are two. */
  readonly lockfiles: readonly string[];
  /** The files from which it makes them, for these requirements. */
  sources(requirements: Requirements): Readonly<Record<string, string>>;
  /** Commits these requirements, and the lockfiles that the hook makes of them, in as many commits as it takes. */
  start(requirements: Requirements): Promise<void>;
  /** `git commit` of what is staged, with all lockfiles that the hook left unstaged added for a second one. Gives how many it took. */
  commits(message: string): Promise<number>;
}

const manifest = ({ base, full }: Requirements): string =>
  pyproject({ dependencies: base, ...(full === undefined ? {} : { extras: { full } }) });
const lines = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');

/** How each is wired. */
const WIRING: Readonly<
  Record<
    Exclude<Tool, 'lockgen'>,
    {
      readonly lockfiles: readonly string[];
      readonly sources: Neighbour['sources'];
      readonly hooks: (shared: Shared) => string;
    }
  >
> = {
  'uv-pre-commit': {
    lockfiles: ['requirements.txt', 'requirements-full.txt'],
    sources: (wanted) => ({ 'pyproject.toml': manifest({ full: [], ...wanted }) }),
    hooks: ({ uvPreCommit }) => `  - repo: ${uvPreCommit}
    rev: ${PINNED_UV}
    hooks:
      - id: pip-compile
        args: [pyproject.toml, -o, requirements.txt]
        files: ^(pyproject\\.toml|requirements\\.txt)$
      - id: pip-compile
        args: [pyproject.toml, --extra, full, -o, requirements-full.txt]
        files: ^(pyproject\\.toml|requirements-full\\.txt)$
`,
  },
  'pip-tools': {
    lockfiles: ['requirements.txt', 'requirements-full.txt'],
    sources: (wanted) => ({ 'pyproject.toml': manifest({ full: [], ...wanted }) }),
    hooks: () => `  - repo: local
    hooks:
      - id: base
        name: pip-compile
        language: system
        entry: pip-compile --quiet --output-file=requirements.txt pyproject.toml
        files: ^(pyproject\\.toml|requirements\\.txt)$
        pass_filenames: false
      - id: full
        name: pip-compile
        language: system
        entry: pip-compile --quiet --extra=full --output-file=requirements-full.txt pyproject.toml
        files: ^(pyproject\\.toml|requirements-full\\.txt)$
        pass_filenames: false
`,
  },
  'pip-compile-multi': {
    lockfiles: ['requirements/base.txt', 'requirements/full.txt'],
    sources: ({ base, full = [] }) => ({
      'requirements/base.in': lines(base),
      'requirements/full.in': lines(['-r base.in', ...full]),
    }),
    hooks: () => `  - repo: local
    hooks:
      - id: pip-compile-multi
        name: pip-compile-multi
        language: system
        entry: pip-compile-multi --no-upgrade --autoresolve
        files: ^requirements/.*\\.(in|txt)$
        pass_filenames: false
`,
  },
  'uv lock': {
    lockfiles: ['uv.lock'],
    sources: (wanted) => ({ 'pyproject.toml': manifest(wanted) }),
    hooks: ({ uvPreCommit }) => `  - repo: ${uvPreCommit}
    rev: ${PINNED_UV}
    hooks:
      - id: uv-lock
`,
  },
};

/** A repository with this tool as its hook, in which nothing is committed yet but the tool's configuration. */
export async function neighbour(tool: Tool): Promise<Neighbour> {
  shared ??= install();
  const programs = await shared;
  const world = await managed({ section: 'pre-commit' });
  const { repository, index } = world;
  const wiring = tool === 'lockgen' ? undefined : WIRING[tool];
  const env: NodeJS.ProcessEnv = {
    ...withPath(repository.env, programs.bin),
    PRE_COMMIT_HOME: join(sharedFolder(), 'neighbours-pre-commit'),
    ...(tool.startsWith('pip') ? { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index.folder } : {}),
  };
  if (wiring !== undefined) {
    await repository.write('.pre-commit-config.yaml', `repos:\n${wiring.hooks(programs)}`);
  }
  await repository.git('add', '--all');
  await repository.commit('Tools', { args: ['--no-verify'] });
  const lockfiles = wiring?.lockfiles ?? ['requirements.txt', 'requirements-full.txt'];
  const made: Neighbour = {
    ...world,
    env,
    lockfiles,
    sources: wiring?.sources ?? ((wanted) => ({ 'pyproject.toml': manifest({ full: [], ...wanted }) })),
    async start(requirements) {
      await repository.stage(made.sources(requirements));
      await made.commits('Start');
      await repository.git('add', '--', ...lockfiles);
      await repository.commit('Lockfiles', { args: ['--no-verify', '--allow-empty'] });
    },
    async commits(message) {
      let said = '';
      for (let tries = 1; tries <= 3; tries++) {
        const { exitCode, stdout, stderr } = await repository.tryCommit(message, { env });
        if (exitCode === 0) return tries;
        said += stdout + stderr;
        const there = lockfiles.filter((path) => existsSync(repository.path(path)));
        await repository.git('add', '--', ...there);
      }
      throw new Error(`it can't be committed: ${said}`);
    },
  };
  return made;
}
