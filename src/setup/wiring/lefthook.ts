import { readYaml, withYamlItem, withYamlKey } from '../../config/insert-yaml.js';
import { HOOKS, type HookName } from '../facts.js';
import { isObject } from '../is-object.js';
import type { FileEdit } from '../step.js';
import { callsLockgen, hookCall } from './hook-script.js';

/** Where lefthook looks for its configuration, of those that can be edited. */
export const LEFTHOOK_FILES = [
  'lefthook.yml',
  'lefthook.yaml',
  '.lefthook.yml',
  '.lefthook.yaml',
  '.config/lefthook.yml',
  '.config/lefthook.yaml',
] as const;

/** The edit of lefthook's configuration: a job for each hook, or a command where the hook has commands. */
export function lefthookEdit(path: string): FileEdit {
  return {
    ground: 'work-tree',
    path,
    byHand: HOOKS.flatMap((hook) => [
      `${hook}:`,
      '  jobs:',
      ...jobLines(hook).map((line, at) => `    ${at === 0 ? '- ' : '  '}${line}`),
    ]).join('\n'),
    edit: (text) =>
      HOOKS.reduce<string | undefined>(
        (now, hook) => (now === undefined ? undefined : withJob(now, path, hook)),
        text,
      ),
  };
}

const jobLines = (hook: HookName): readonly string[] => ['name: lockgen', `run: ${hookCall(hook)}`];

function withJob(text: string, path: string, hook: HookName): string | undefined {
  const config = readYaml(text, path);
  const job = { name: 'lockgen', run: hookCall(hook) };
  const block = ['jobs:', `  - ${jobLines(hook)[0]}`, `    ${jobLines(hook)[1]}`];
  if (!isObject(config)) {
    // Nothing but comments.
    return config === null || config === undefined
      ? `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${[`${hook}:`, ...block.map((line) => `  ${line}`)].join('\n')}\n`
      : undefined;
  }
  const there = config[hook];
  if (callsLockgen(JSON.stringify(there))) return text;
  if (there === undefined) return withYamlKey(text, [hook], { lines: block, value: { jobs: [job] } });
  if (!isObject(there)) return undefined;
  if (there.jobs === undefined && isObject(there.commands))
    return withYamlKey(text, [hook, 'commands', 'lockgen'], {
      lines: [`run: ${hookCall(hook)}`],
      value: { run: hookCall(hook) },
    });
  return withYamlItem(text, [hook, 'jobs'], { lines: jobLines(hook), value: job });
}
