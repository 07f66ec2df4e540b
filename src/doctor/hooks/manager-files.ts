import { HOOKS, type HookName, type LockgenCall, lockgenCalls } from './script.js';

/** How a manager's configuration has lockgen called. */
export interface Entry {
  /** Calls of a program of the repository's or of PATH. */
  readonly calls: readonly LockgenCall[];
  /** The lockgen that the manager installs for itself. */
  readonly own: { readonly version: string | undefined } | undefined;
  /** It judges, and makes no lockfiles. */
  readonly checksOnly: boolean;
}

/** What `.pre-commit-config.yaml` or `prek.toml` says about lockgen. */
export interface PreCommitConfig {
  /** What `pre-commit install` installs without being told. */
  readonly installs: readonly string[];
  /** lockgen's entry that runs for a hook; undefined where there is none. */
  readonly entryFor: (hook: HookName) => Entry | undefined;
  /** Whether lockgen is in it at all, for whichever hook. */
  readonly hasLockgen: boolean;
}

/**
 * Reads the data of a `.pre-commit-config.yaml`, as pre-commit's documentation has it ("Adding pre-commit plugins to
 * your project", "Confining hooks to run at certain stages").
 */
export function readPreCommitConfig(data: unknown): PreCommitConfig {
  const config = tableOf(data);
  const installs = textsOf(config.default_install_hook_types);
  const defaults = stagesOf(config.default_stages);
  const found: { readonly entry: (hook: HookName) => Entry; readonly stages: readonly string[] }[] = [];
  for (const repo of itemsOf(config.repos).map(tableOf)) {
    for (const hook of itemsOf(repo.hooks).map(tableOf)) {
      const entry = entryOf(repo, hook);
      if (entry === undefined) continue;
      const stages = stagesOf(hook.stages);
      found.push({ entry, stages: stages.length > 0 ? stages : defaults });
    }
  }
  return {
    installs: installs.length > 0 ? installs : ['pre-commit'],
    hasLockgen: found.length > 0,
    entryFor: (hook) =>
      // Without stages it runs in all.
      found.find(({ stages }) => stages.length === 0 || stages.includes(hook))?.entry(hook),
  };
}

type Table = Readonly<Record<string, unknown>>;

function entryOf(repo: Table, hook: Table): ((hook: HookName) => Entry) | undefined {
  const { id, entry, language, additional_dependencies: dependencies } = hook;
  const isLocal = repo.repo === 'local' || repo.repo === 'meta' || repo.repo === 'builtin';
  if (!isLocal) {
    if (id !== 'lockgen' && id !== 'lockgen-check') return undefined;
    const [, version] = /^v?(\d+\.\d+\.\d+\S*)$/.exec(typeof repo.rev === 'string' ? repo.rev : '') ?? [];
    return () => ({ calls: [], own: { version }, checksOnly: id === 'lockgen-check' });
  }
  if (typeof entry !== 'string') return undefined;
  const command = [entry, ...textsOf(hook.args)].join(' ');
  if (HOOKS.every((name) => lockgenCalls(command, name).length === 0)) return undefined;
  const [own] = textsOf(dependencies).flatMap((one) => {
    const [all, version] = /^lockgen(?:@(.+))?$/.exec(one) ?? [];
    return all === undefined ? [] : [{ version }];
  });
  return (name) => {
    const calls = lockgenCalls(command, name);
    const checksOnly = calls.length > 0 && calls.every((call) => call.checksOnly);
    return language === 'node' && own !== undefined
      ? { calls: [], own, checksOnly }
      : { calls, own: undefined, checksOnly };
  };
}

/** The older names of stages, which pre-commit still takes. */
const OLD_STAGES: Readonly<Record<string, string>> = {
  commit: 'pre-commit',
  'merge-commit': 'pre-merge-commit',
};

function stagesOf(value: unknown): readonly string[] {
  return textsOf(value).map((stage) => OLD_STAGES[stage] ?? stage);
}

/**
 * The commands that lefthook runs for a hook, one a line: `run` of its jobs and commands, at whatever depth
 * (lefthook's documentation, "Config").
 */
export function lefthookCommands(data: unknown, hook: HookName): string {
  const runs: string[] = [];
  const collect = (value: unknown): void => {
    for (const item of itemsOf(value)) collect(item);
    for (const [key, inner] of Object.entries(tableOf(value))) {
      if (key === 'run' && typeof inner === 'string') runs.push(inner);
      // Scripts are named by their files, in a folder for each hook.
      else if (key === 'scripts')
        runs.push(...Object.keys(tableOf(inner)).map((name) => `.lefthook/${hook}/${name}`));
      else collect(inner);
    }
  };
  collect(tableOf(data)[hook]);
  return runs.join('\n');
}

/** What package.json says that matters here. */
export interface PackageFacts {
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of all that it depends on. */
  readonly dependencies: ReadonlySet<string>;
  /** By hook. */
  readonly simpleGitHooks: Readonly<Record<string, string>>;
}

/** Reads the data of a package.json, or of none. */
export function readPackage(data: unknown): PackageFacts {
  const table = tableOf(data);
  const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((key) =>
    Object.keys(tableOf(table[key])),
  );
  return {
    scripts: stringsOf(table.scripts),
    dependencies: new Set(dependencies),
    simpleGitHooks: stringsOf(table['simple-git-hooks']),
  };
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tableOf(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return itemsOf(value).filter((one) => typeof one === 'string');
}
