import { isMap, isSeq, parseDocument } from 'yaml';
import { withoutYamlItem } from '../../config/remove-yaml.js';
import { shellWord } from '../../shell-word.js';
import { isObject } from '../is-object.js';
import { treeOf } from '../toml-tree.js';
import { HOOKS_FILES } from '../wiring/pre-commit-files.js';
import type { Compile, Files } from './migration.js';
import { compileOfCommand } from './script-compiles.js';
import { type HookPlace, tomlHookLines, withoutTomlHooks } from './toml-hooks.js';

/** Whether pre-commit or prek reads hooks there. */
export function isHooksFile(path: string): boolean {
  return HOOKS_FILES.some((one) => one === path);
}

/** A hook that makes lockfiles. */
export interface CompileHook {
  readonly path: string;
  /** What it is, wherever it stands in the file: its repository, and all that it says. */
  readonly identity: string;
  readonly of: 'uv-pre-commit' | 'pip-tools' | 'pip-compile-multi' | 'local';
  /** 1-based. */
  readonly line: number;
  /** Undefined where its arguments don't say what it makes. */
  readonly compile: Compile | undefined;
}

/** The hooks of pre-commit and prek that make lockfiles: uv-pre-commit's, pip-tools' own, pip-compile-multi's, local ones. */
export function compileHooks(files: Files): readonly CompileHook[] {
  return HOOKS_FILES.flatMap((path) => {
    const text = files.get(path);
    // Most have no such hook, and parsing takes its time.
    if (text?.includes('compile') !== true) return [];
    return hooksIn(path, text).flatMap(({ url, hook, line, identity }) => {
      const entry = stringOf(hook.entry);
      const of = ownerOf(url, stringOf(hook.id), entry);
      if (of === undefined) return [];
      const base = of === 'local' ? entry : of === 'uv-pre-commit' ? 'uv pip compile' : 'pip-compile';
      const args = Array.isArray(hook.args) ? hook.args.map((arg: unknown) => shellWord(String(arg))) : [];
      const command = [base, ...args].join(' ');
      const compile = of === 'pip-compile-multi' ? undefined : compileOfCommand(files, command, 'hook');
      return [{ path, identity, of, line, compile }];
    });
  });
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function ownerOf(url: string, id: string, entry: string): CompileHook['of'] | undefined {
  if (url === 'local' || url === 'meta')
    return /(?:^|\/)pip-compile(?:\s|$)|\buv pip compile\b|piptools compile\b/.test(entry)
      ? 'local'
      : undefined;
  if (/\/pip-compile-multi(?:\.git)?\/?$/.test(url)) return 'pip-compile-multi';
  if (id !== 'pip-compile') return undefined;
  if (/\/uv-pre-commit(?:\.git)?\/?$/.test(url)) return 'uv-pre-commit';
  return /\/pip-tools(?:\.git)?\/?$/.test(url) ? 'pip-tools' : undefined;
}

interface Hook {
  readonly identity: string;
  readonly url: string;
  readonly hook: Readonly<Record<string, unknown>>;
  /** Where it is among the repositories, and among the hooks of its own. */
  readonly repoAt: number;
  readonly hookAt: number;
  /** How many its repository has. */
  readonly count: number;
  readonly line: number;
}

function hooksIn(path: string, text: string): readonly Hook[] {
  const isToml = path.endsWith('.toml');
  const lineOf = isToml ? tomlHookLines(text) : yamlHookLines(text);
  const whole: unknown = isToml ? treeOf(text) : fromYaml(text);
  if (!isObject(whole) || !Array.isArray(whole.repos)) return [];
  return whole.repos.flatMap((repo: unknown, repoAt) => {
    const hooks: unknown = isObject(repo) ? repo.hooks : undefined;
    if (!isObject(repo) || !Array.isArray(hooks)) return [];
    return hooks.flatMap((hook: unknown, hookAt) =>
      isObject(hook)
        ? [
            {
              identity: JSON.stringify([repo.repo, hook]),
              url: stringOf(repo.repo),
              hook,
              repoAt,
              hookAt,
              count: hooks.length,
              line: lineOf(repoAt, hookAt),
            },
          ]
        : [],
    );
  });
}

function fromYaml(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

function yamlHookLines(text: string): (repoAt: number, hookAt: number) => number {
  const document = parseDocument(text);
  return (repoAt, hookAt) => {
    const repos = document.get('repos');
    const repo = isSeq(repos) ? repos.items[repoAt] : undefined;
    const hooks = isMap(repo) ? repo.get('hooks') : undefined;
    const node = isSeq(hooks) ? hooks.items[hookAt] : undefined;
    return text.slice(0, (isMap(node) ? node.range?.[0] : undefined) ?? 0).split('\n').length;
  };
}

/**
 * The same file without some of its hooks, and without the repositories that have no other; the comments right above
 * them go with them, and not a byte else.
 *
 * @param gone - what these hooks are (`CompileHook.identity`)
 * @returns undefined where the result wouldn't say what the file said, these apart
 */
export function withoutHooks(path: string, text: string, gone: ReadonlySet<string>): string | undefined {
  const mine = hooksIn(path, text).filter(({ identity }) => gone.has(identity));
  if (mine.length === 0) return undefined;
  const places = mine.flatMap(({ repoAt, hookAt, count }): readonly HookPlace[] => {
    const isWhole = mine.filter((one) => one.repoAt === repoAt).length === count;
    return isWhole ? (hookAt === 0 ? [{ repoAt, hookAt: undefined }] : []) : [{ repoAt, hookAt }];
  });
  if (path.endsWith('.toml')) return withoutTomlHooks(text, places);
  // The last one first, so that the places of the others stay what they are.
  return places.reduceRight<string | undefined>((now, { repoAt, hookAt }) => {
    if (now === undefined) return undefined;
    const own = { withComments: true };
    return hookAt === undefined
      ? withoutYamlItem(now, ['repos'], repoAt, own)
      : withoutYamlItem(now, ['repos', repoAt, 'hooks'], hookAt, own);
  }, text);
}
