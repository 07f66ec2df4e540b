import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { shellWord } from '../../shell-word.js';
import type { Compile, Files } from './migration.js';
import { compileOfCommand } from './script-compiles.js';

/** Where pre-commit and prek read their hooks. */
export const HOOKS_FILE = '.pre-commit-config.yaml';

/** A hook that makes lockfiles. */
export interface CompileHook {
  /** What it is, wherever it stands in the file: its repository, and all that it says. */
  readonly identity: string;
  readonly of: 'uv-pre-commit' | 'pip-tools' | 'pip-compile-multi' | 'local';
  /** 1-based. */
  readonly line: number;
  /** Undefined where its arguments don't say what it makes. */
  readonly compile: Compile | undefined;
}

/** The hooks of a `.pre-commit-config.yaml` that make lockfiles: uv-pre-commit's, pip-tools' own, pip-compile-multi's, local ones. */
export function compileHooks(files: Files): readonly CompileHook[] {
  const text = files.get(HOOKS_FILE);
  // Most have no such hook, and parsing takes its time.
  if (text?.includes('compile') !== true) return [];
  return hookNodes(text).flatMap(({ url, node, line, identity }) => {
    const [id, entry] = [stringAt(node, 'id'), stringAt(node, 'entry')];
    const of = ownerOf(url, id, entry);
    if (of === undefined) return [];
    const base = of === 'local' ? entry : of === 'uv-pre-commit' ? 'uv pip compile' : 'pip-compile';
    const command = [base, ...argumentsOf(node).map(shellWord)].join(' ');
    const compile = of === 'pip-compile-multi' ? undefined : compileOfCommand(files, command, 'hook');
    return [{ identity, of, line, compile }];
  });
}

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

const identityOf = (url: unknown, hook: unknown): string => JSON.stringify([url, hook]);

interface HookNode {
  readonly identity: string;
  readonly url: string;
  readonly node: YAMLMap;
  readonly line: number;
}

function hookNodes(text: string): readonly HookNode[] {
  const document = parseDocument(text);
  const repos = document.errors.length > 0 ? undefined : document.get('repos');
  if (!isSeq(repos)) return [];
  return repos.items.flatMap((item) => {
    const hooks = isMap(item) ? item.get('hooks') : undefined;
    if (!isMap(item) || !isSeq(hooks)) return [];
    const url = stringAt(item, 'repo');
    return hooks.items.flatMap((node) =>
      isMap(node)
        ? [
            {
              identity: identityOf(url, node.toJS(document)),
              url,
              node,
              line: lineAt(text, node.range?.[0] ?? 0) + 1,
            },
          ]
        : [],
    );
  });
}

function stringAt(node: YAMLMap, key: string): string {
  const value = node.get(key);
  return typeof value === 'string' ? value : '';
}

function argumentsOf(node: YAMLMap): readonly string[] {
  const args = node.get('args');
  return isSeq(args) ? args.items.map((item) => String(item)) : [];
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;

/**
 * The same file without some of its hooks, and without the repositories that have no other; the comments right above
 * them go with them, and not a byte else.
 *
 * @param gone - what these hooks are (`CompileHook.identity`)
 * @returns undefined where the result wouldn't say what the file said, these apart
 */
export function withoutHooks(text: string, gone: ReadonlySet<string>): string | undefined {
  const document = parseDocument(text);
  const repos = document.errors.length > 0 ? undefined : document.get('repos');
  if (!isSeq(repos)) return undefined;
  const extents: (readonly [number, number])[] = [];
  const lines = text.split('\n');
  for (const item of repos.items) {
    const hooks = isMap(item) ? item.get('hooks') : undefined;
    if (!isMap(item) || !isSeq(hooks)) continue;
    const url = stringAt(item, 'repo');
    const mine = hooks.items.filter((node) => isMap(node) && gone.has(identityOf(url, node.toJS(document))));
    for (const node of mine.length === hooks.items.length ? [item] : mine)
      if (isMap(node)) extents.push(extent(text, lines, node));
  }
  let left = lines.filter((_, at) => !extents.some(([from, to]) => at >= from && at <= to));
  const wanted = expected(text, gone);
  if (Array.isArray(wanted.repos) && wanted.repos.length === 0)
    left = left.map((line) => line.replace(/^(repos\s*:)(?=\s*(?:#.*)?$)/, '$1 []'));
  const result = left.join('\n');
  const after = parseDocument(result);
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), wanted) ? result : undefined;
}

/** Its lines, with the comments right above that stand as far to the right. */
function extent(text: string, lines: readonly string[], node: YAMLMap): readonly [number, number] {
  const [start, end] = node.range ?? [0, 0];
  const from = lineAt(text, start);
  const to = lineAt(text, start + text.slice(start, end).trimEnd().length);
  const indent = /^\s*/.exec(lines[from] ?? '')?.[0] ?? '';
  let first = from;
  while (first > 0 && (lines[first - 1] ?? '').startsWith(`${indent}#`)) first -= 1;
  // Of the blank lines around it, one is enough.
  if (first > 0 && lines[first - 1]?.trim() === '' && (lines[to + 1] ?? '').trim() === '') first -= 1;
  return [first, to];
}

function expected(text: string, gone: ReadonlySet<string>): Record<string, unknown> {
  const whole: unknown = parseDocument(text).toJS();
  if (!isRecord(whole) || !Array.isArray(whole.repos)) return {};
  const repos = whole.repos.flatMap((item: unknown) => {
    if (!isRecord(item) || !Array.isArray(item.hooks)) return [item];
    const hooks = item.hooks.filter((hook: unknown) => !gone.has(identityOf(item.repo, hook)));
    return hooks.length === item.hooks.length ? [item] : hooks.length === 0 ? [] : [{ ...item, hooks }];
  });
  return { ...whole, repos };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
