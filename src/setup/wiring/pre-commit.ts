import { parse } from 'smol-toml';
import { readYaml, withYamlItem, withYamlKey, type YamlPiece } from '../../config/insert-yaml.js';
import { withoutYamlItem } from '../../config/remove-yaml.js';
import { parseToml, tableAt } from '../../project/manifest.js';
import { HOOKS } from '../facts.js';
import { isObject } from '../is-object.js';
import type { FileEdit } from '../step.js';
import { callsLockgen, hookCall } from './hook-script.js';

const TYPES = 'default_install_hook_types';

/** The entry as docs/hook-managers.md has it; from npm where the repository has no lockgen of its own. */
function entry(version: string | undefined): readonly (readonly [string, unknown])[] {
  return [
    ['id', 'lockgen'],
    ['name', 'lockgen'],
    ['language', version === undefined ? 'system' : 'node'],
    ['entry', version === undefined ? hookCall('pre-commit') : 'lockgen-pre-commit'],
    ...(version === undefined ? [] : [['additional_dependencies', [`lockgen@${version}`]] as const]),
    ['pass_filenames', false],
    ['always_run', true],
    // Without it the words of a hook that passes are kept back: what was locked.
    ['verbose', true],
    ['stages', [...HOOKS]],
  ];
}

const inBrackets = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value);

function yamlEntry(version: string | undefined): YamlPiece {
  const keys = entry(version);
  return {
    lines: [
      'repo: local',
      'hooks:',
      ...keys.map(([key, value], at) => `${at === 0 ? '  - ' : '    '}${key}: ${inBrackets(value)}`),
    ],
    value: { repo: 'local', hooks: [Object.fromEntries(keys)] },
  };
}

/**
 * The edit of `.pre-commit-config.yaml`.
 *
 * @param version undefined: lockgen is in the repository's `node_modules`
 */
export function preCommitEdit(path: string, version: string | undefined): FileEdit {
  const piece = yamlEntry(version);
  return {
    ground: 'work-tree',
    path,
    byHand: [`${TYPES}: ${inBrackets(HOOKS)}`, 'repos:', ...piece.lines.map(listed)].join('\n'),
    edit: (text) => {
      if (text === undefined) return undefined;
      const config = readYaml(text, path);
      if (!isObject(config) || !Array.isArray(config.repos)) return undefined;
      const withEntry = hasEntry(config.repos) ? text : withYamlItem(text, ['repos'], piece);
      return withEntry === undefined ? undefined : withTypes(withEntry, config[TYPES]);
    },
  };
}

const listed = (line: string, at: number): string => `${at === 0 ? '  - ' : '    '}${line}`;

function withTypes(text: string, there: unknown): string | undefined {
  if (there === undefined)
    return withYamlKey(text, [TYPES], { lines: [inBrackets(HOOKS)], value: [...HOOKS] }, { first: true });
  if (!Array.isArray(there)) return undefined;
  return HOOKS.filter((hook) => !there.includes(hook)).reduce<string | undefined>(
    (now, hook) => (now === undefined ? now : withYamlItem(now, [TYPES], { lines: [hook], value: hook })),
    text,
  );
}

/**
 * `.pre-commit-config.yaml` without the hooks of the repository's own that call lockgen, whatever keys they have; the same
 * text where that can't be done, or where there are none.
 *
 * @throws Failure `configuration` where it is no YAML
 */
export function withoutEntry(text: string, path: string): string {
  let now = text;
  for (let own = ownEntry(now, path); own !== undefined; own = ownEntry(now, path)) {
    const after = withoutYamlItem(now, own.list, own.at);
    if (after === undefined) return text;
    now = after;
  }
  if (now === text) return text;
  return now.replace(/^default_install_hook_types: \[pre-commit, pre-merge-commit\]\r?\n/m, '');
}

/** Where the first of them is, together with its `repo` where that has no other. */
function ownEntry(
  text: string,
  path: string,
): { readonly list: readonly (string | number)[]; readonly at: number } | undefined {
  const config = readYaml(text, path);
  const repos = isObject(config) && Array.isArray(config.repos) ? config.repos : [];
  for (const [repoAt, repo] of repos.entries()) {
    if (!isObject(repo) || repo.repo !== 'local' || !Array.isArray(repo.hooks)) continue;
    const at = repo.hooks.findIndex((hook) => isObject(hook) && callsLockgen(String(hook.entry ?? '')));
    if (at < 0) continue;
    return repo.hooks.length === 1
      ? { list: ['repos'], at: repoAt }
      : { list: ['repos', repoAt, 'hooks'], at };
  }
  return undefined;
}

/** The edit of `prek.toml`. */
export function prekEdit(path: string, version: string | undefined): FileEdit {
  const keys = entry(version).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const block = ['[[repos]]', 'repo = "local"', '', '[[repos.hooks]]', ...keys];
  const types = `${TYPES} = ${JSON.stringify([...HOOKS]).replace(',', ', ')}`;
  return {
    ground: 'work-tree',
    path,
    byHand: [types, '', ...block].join('\n'),
    edit: (text) => {
      if (text === undefined) return undefined;
      const config = parseToml(text, path);
      const { repos } = config;
      if (Array.isArray(repos) && hasEntry(repos) && TYPES in config) return text;
      // What has types of its own that lack one is left to a person.
      if (TYPES in config || (repos !== undefined && !/^[ \t]*\[\[[ \t]*repos[ \t]*\]\]/m.test(text)))
        return undefined;
      const end = text.includes('\r\n') ? '\r\n' : '\n';
      const first = text.search(/^[ \t]*(?:\[|[\w"'-]+[ \t]*=)/m);
      const at = first < 0 ? text.length : first;
      const above = `${text.slice(0, at)}${types}${end}${/^[ \t]*\[/.test(text.slice(at)) ? end : ''}${text.slice(at)}`;
      const body = above.endsWith('\n') ? above : `${above}${end}`;
      const after = `${body}${end}${block.join(end)}${end}`;
      return saysBoth(after, Array.isArray(repos) ? repos.length : 0) ? after : undefined;
    },
  };
}

function saysBoth(text: string, before: number): boolean {
  try {
    const { repos, [TYPES]: types } = tableAt(parse(text));
    return Array.isArray(repos) && repos.length === before + 1 && hasEntry(repos) && Array.isArray(types);
  } catch {
    return false;
  }
}

/**
 * Whether a configuration of pre-commit's or prek's has a hook, other than lockgen's, that runs in every stage for which
 * git calls the manager, as far as the file tells.
 *
 * @throws Failure `configuration` where it can't be read
 */
export function hasHooksOfAllStages(text: string, path: string): boolean {
  const config = path.endsWith('.toml') ? parseToml(text, path) : readYaml(text, path);
  if (!isObject(config) || !Array.isArray(config.repos) || config.default_stages !== undefined) return false;
  const hooks = config.repos.flatMap((repo) =>
    isObject(repo) && Array.isArray(repo.hooks) ? repo.hooks : [],
  );
  return hooks.some((hook) => isObject(hook) && hook.stages === undefined && !isLockgen(hook));
}

/** Whether one of the repositories has a hook of lockgen's. */
function hasEntry(repos: readonly unknown[]): boolean {
  return repos.some((repo) => isObject(repo) && Array.isArray(repo.hooks) && repo.hooks.some(isLockgen));
}

function isLockgen(hook: unknown): boolean {
  return isObject(hook) && (hook.id === 'lockgen' || String(hook.entry ?? '').includes('lockgen-pre-commit'));
}
