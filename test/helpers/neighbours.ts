import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PINNED_UV } from '../../src/uv/version.js';
import { withPath } from './environment.js';
import { managed } from './hook-managers.js';
import type { Hooked } from './hooked.js';
import type { PackageOptions } from './local-index.js';
import { type NeighbourPrograms, neighbourPrograms } from './neighbour-programs.js';
import { TOOLS, type Tool } from './pages/comparison.js';
import { pyproject } from './projects.js';
import type { RunResult } from './run.js';
import { sharedFolder } from './shared.js';

export { TOOLS, type Tool };

let shared: Promise<NeighbourPrograms> | undefined;

/** What a project requires; `full` adds to `base`. */
export interface Requirements {
  readonly base: readonly string[];
  readonly full?: readonly string[];
}

/** How a tool is set up otherwise than its page does by default. */
export interface NeighbourOptions {
  /** Further arguments of its command. */
  readonly args?: readonly string[];
  /** Further arguments of its command for `full`, where it has one of its own. */
  readonly fullArgs?: readonly string[];
  /** Further lines of `pyproject.toml`; of the `.in` file of base, where there is none. */
  readonly more?: string;
  /** What else is on the index. */
  readonly packages?: readonly PackageOptions[];
  readonly env?: NodeJS.ProcessEnv;
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
  /** Runs a program of the neighbours, or one that is installed in the repository, at its root. */
  run(command: string): Promise<RunResult>;
  /** Has the hook's commands make the lockfiles in the work tree. */
  again(): Promise<void>;
}

const lines = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');
const words = (args: readonly string[] = []): string => args.map((arg) => ` ${arg}`).join('');
const yamlList = (args: readonly string[]): string => args.map((arg) => `, ${JSON.stringify(arg)}`).join('');

/** A hook that pre-commit starts as it stands. */
const localHook = (id: string, entry: string, files: string): string => `      - id: ${id}
        name: ${id}
        language: system
        entry: ${entry}
        files: ${files}
        pass_filenames: false
`;

interface Wiring {
  readonly lockfiles: readonly string[];
  /** Makes them in the work tree. */
  readonly commands: readonly string[];
  readonly sources: Neighbour['sources'];
  /** Of `.pre-commit-config.yaml`; lockgen's are those of docs/hook-managers.md. */
  readonly hooks?: string;
}

/** How each is wired. */
function wiringOf(tool: Tool, { uvPreCommit }: NeighbourPrograms, options: NeighbourOptions): Wiring {
  const { args = [], fullArgs = [], more } = options;
  const manifest = (wanted: Requirements): Readonly<Record<string, string>> => {
    const { base, full } = tool === 'uv lock' ? wanted : { full: [], ...wanted };
    const extras = full === undefined ? {} : { extras: { full } };
    return {
      'pyproject.toml': pyproject({ dependencies: base, ...extras, ...(more === undefined ? {} : { more }) }),
    };
  };
  const two = ['requirements.txt', 'requirements-full.txt'];
  const ofUv = `  - repo: ${uvPreCommit}\n    rev: ${PINNED_UV}\n    hooks:\n`;
  switch (tool) {
    case 'lockgen':
      return {
        lockfiles: two,
        sources: manifest,
        commands: ['node_modules/.bin/lockgen generate'],
      };
    case 'uv-pre-commit': {
      const full = ['--extra', 'full', ...args, ...fullArgs];
      return {
        lockfiles: two,
        sources: manifest,
        commands: [
          `uv pip compile --quiet pyproject.toml${words(args)} -o requirements.txt`,
          `uv pip compile --quiet pyproject.toml${words(full)} -o requirements-full.txt`,
        ],
        hooks: `${ofUv}      - id: pip-compile
        args: [pyproject.toml${yamlList(args)}, -o, requirements.txt]
        files: ^(pyproject\\.toml|requirements\\.txt)$
      - id: pip-compile
        args: [pyproject.toml${yamlList(full)}, -o, requirements-full.txt]
        files: ^(pyproject\\.toml|requirements-full\\.txt)$
`,
      };
    }
    case 'pip-tools': {
      const base = `pip-compile --quiet${words(args)} --output-file=requirements.txt pyproject.toml`;
      const full = `pip-compile --quiet --extra=full${words([...args, ...fullArgs])} --output-file=requirements-full.txt pyproject.toml`;
      return {
        lockfiles: two,
        sources: manifest,
        commands: [base, full],
        hooks: `  - repo: local
    hooks:
${localHook('base', base, '^(pyproject\\.toml|requirements\\.txt)$')}${localHook('full', full, '^(pyproject\\.toml|requirements-full\\.txt)$')}`,
      };
    }
    case 'pip-compile-multi': {
      const command = `pip-compile-multi --no-upgrade --autoresolve${words(args)}`;
      return {
        lockfiles: ['requirements/base.txt', 'requirements/full.txt'],
        sources: ({ base, full = [] }) => ({
          'requirements/base.in': `${more ?? ''}${lines(base)}`,
          'requirements/full.in': lines(['-r base.in', ...full]),
        }),
        commands: [command],
        hooks: `  - repo: local\n    hooks:\n${localHook('pip-compile-multi', command, '^requirements/.*\\.(in|txt)$')}`,
      };
    }
    case 'uv lock':
      return {
        lockfiles: ['uv.lock'],
        sources: manifest,
        commands: ['uv lock --quiet'],
        hooks: `${ofUv}      - id: uv-lock\n`,
      };
  }
}

/** A repository with this tool as its hook, in which nothing is committed yet but the tool's configuration. */
export async function neighbour(tool: Tool, options: NeighbourOptions = {}): Promise<Neighbour> {
  shared ??= neighbourPrograms();
  const programs = await shared;
  const world = await managed({ section: 'pre-commit' });
  const { repository, index } = world;
  await index.add(options.packages ?? []);
  const { lockfiles, sources, hooks, commands } = wiringOf(tool, programs, options);
  const env: NodeJS.ProcessEnv = {
    ...withPath(repository.env, programs.bin),
    PRE_COMMIT_HOME: join(sharedFolder(), 'neighbours-pre-commit'),
    ...(tool.startsWith('pip') ? { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index.folder } : {}),
    ...options.env,
  };
  if (hooks !== undefined) await repository.write('.pre-commit-config.yaml', `repos:\n${hooks}`);
  await repository.git('add', '--all');
  await repository.commit('Tools', { args: ['--no-verify'] });
  const run = (command: string): Promise<RunResult> => repository.run('sh', ['-c', command], { env });
  const made: Neighbour = {
    ...world,
    env,
    lockfiles,
    sources,
    run,
    async start(requirements) {
      await repository.stage(sources(requirements));
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
    async again() {
      for (const command of commands) {
        const { exitCode, stdout, stderr } = await run(command);
        if (exitCode !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
      }
    },
  };
  return made;
}
