import { quoted } from '../report/typed.js';
import { shellWord } from '../shell-word.js';
import { type Doing, type FileChange, type Folded, shownPath } from './fold.js';
import { hunks } from './hunks.js';
import { listed } from './listed.js';
import type { HandWork, Plan } from './step.js';

/** As many steps that change the same in other files are shown one by one. */
const MOST_ALIKE = 3;

/** Lockfiles that are to be made. */
export interface Making {
  readonly paths: readonly string[];
  /** Some of them are there. */
  readonly isAnew: boolean;
}

/**
 * What would be done, step by step, with the lines that files get: those are shown as they are written, whatever a user has
 * to type before the name of a command.
 */
export function planText({ doing, byHand }: Folded, making: Making, verbose = false): string {
  const { paths, isAnew } = making;
  const what =
    verbose || paths.length <= 4 ? paths.join(', ') : `${paths.length} lockfiles: ${listed(paths)}`;
  const pins = isAnew ? ': the pins that are there are kept where they can be' : '';
  const steps = [
    ...alike(doing, verbose).map(doingText),
    ...(paths.length === 0 ? [] : [`make ${what}${pins}\n`]),
  ].map((text, at) => `${String(at + 1).padStart(3)}. ${text}`);
  return `to do\n${steps.join('')}${byHandText(byHand, verbose)}`;
}

/** Steps by themselves, or together with others that change the same in other files. */
function alike(doing: readonly Doing[], verbose: boolean): readonly (readonly [Doing, ...Doing[]])[] {
  const found = new Map<string, [Doing, ...Doing[]]>();
  for (const one of doing) {
    const { step, changes } = one;
    const kind = step.id.slice(0, step.id.indexOf(':'));
    const shape = changes.map(({ before, after }) => signed(hunks(before ?? '', after ?? '')).join('\n'));
    const key = step.many === undefined || verbose ? step.id : JSON.stringify([kind, step.reason, shape]);
    const others = found.get(key);
    if (others === undefined) found.set(key, [one]);
    else others.push(one);
  }
  return [...found.values()].flatMap((those): readonly [Doing, ...Doing[]][] =>
    those.length > MOST_ALIKE ? [those] : those.map((one) => [one]),
  );
}

/** Added and removed lines without what is around them. */
const signed = (lines: readonly string[]): readonly string[] => lines.filter((line) => /^[-+\\]/.test(line));

function doingText([first, ...others]: readonly [Doing, ...Doing[]]): string {
  const { step, changes, settings } = first;
  const { command, details = [] } = step;
  const by =
    command !== undefined && command.program === undefined ? ' (by you: its program was not found)' : '';
  const titled = { ...step, title: step.titleFor?.(changes.map(nameOf)) ?? step.title };
  const { title, reason } = others.length === 0 ? titled : (step.many?.(others.length + 1) ?? step);
  const paths = [first, ...others].flatMap((one) => one.changes.map(nameOf));
  return [
    `${quoted(title)}${by}${reason === '' ? '' : `: ${reason}`}`,
    ...details.map((detail) => quoted(`       - ${detail}`)),
    ...(others.length === 0
      ? changes.flatMap(changeLines)
      : [
          quoted(`       ${listed(paths)}, in each (--verbose shows them all)`),
          ...changes.flatMap(({ before, after }) =>
            signed(hunks(before ?? '', after ?? '')).map((line) => quoted(`         ${line}`)),
          ),
        ]),
    ...settings.map(({ key, value }) => quoted(`       git config ${key} ${shellWord(value)}`)),
    '',
  ].join('\n');
}

function byHandText(byHand: readonly HandWork[], verbose: boolean): string {
  const found = new Map<string, HandWork[]>();
  for (const one of byHand) {
    const key = JSON.stringify([whyOf(one), one.lines]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()]
    .flatMap((those) => (those.length > MOST_ALIKE && !verbose ? [those] : those.map((one) => [one])))
    .map(([first, ...others]) => (first === undefined ? '' : handText(first, others)))
    .join('');
}

function handText(first: HandWork, others: readonly HandWork[]): string {
  const paths = [first, ...others].map(({ path }) => path);
  const place = others.length === 0 ? first.path : `each of ${paths.length} files`;
  const lines = first.lines === '' ? [] : first.lines.split('\n').map((line) => `       ${quoted(line)}`);
  const names = others.length === 0 ? [] : [`       (${quoted(listed(paths))}; --verbose names them)`];
  const said = [
    `  by hand: ${quoted(place)} ${whyOf(first)}${lines.length === 0 ? '' : ':'}`,
    ...lines,
    ...names,
  ];
  return `${said.join('\n')}\n`;
}

function whyOf({ why, locked = "can't be edited safely", what = 'put this there' }: HandWork): string {
  return why ?? `${locked}; ${what}`;
}

/** What a person should know before saying yes. */
export function notesText({ notes }: Plan): string {
  return notes.map((note) => `note: ${note}\n`).join('');
}

function changeLines(
  { path, ground, before, after, copyOf }: FileChange,
  _: number,
  all: readonly FileChange[],
): readonly string[] {
  const name = nameOf({ path, ground });
  const same = all.find((one) => after !== undefined && one.path !== path && one.before === after);
  if (copyOf !== undefined) return [`       ${name} (new): a copy of ${copyOf}`];
  if (before === undefined && same !== undefined)
    return [quoted(`       ${name} (new): what is in ${nameOf(same)} now`)];
  const lines = hunks(before ?? '', after ?? '');
  return [
    quoted(`       ${name}${before === undefined ? ' (new)' : after === undefined ? ' (goes)' : ''}`),
    // Of a new file, and of one that goes, there is only one place.
    ...lines
      .slice(before === undefined || after === undefined ? 1 : 0)
      .map((line) => quoted(`         ${line}`.trimEnd())),
  ];
}

const nameOf = ({ ground, path }: Pick<FileChange, 'ground' | 'path'>): string => shownPath(ground, path);
