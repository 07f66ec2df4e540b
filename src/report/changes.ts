import type { PinChange } from '../lockfile/diff.js';
import { code, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Json } from './report.js';
import type { RuleCode } from './rules.js';
import { visible } from './visible.js';

/** `+ h5py 3.16.0`, `numpy 2.3.1 → 2.4.6`, `- six 1.16.0`, `- -e ./lib`. */
export function changeText({ name, kind, before, after }: PinChange): string {
  // A place that is all the name there is would be said twice.
  const isPlace = [...before, ...after].every((one) => one.replace(/^-e | ; .*$/g, '') === name);
  const named = isPlace ? '' : `${name} `;
  if (kind === 'added') return `+ ${named}${after.join(', ')}`;
  if (kind === 'removed') return `- ${named}${before.join(', ')}`;
  return `${named}${before.join(', ')} → ${after.join(', ')}`;
}

/** What happened: `added`, `removed`, or how far a version moved; `changed` for all else. */
export function changeWord({ kind, size }: PinChange): RuleCode {
  if (kind !== 'changed') return kind;
  return size === undefined || size === 'other' ? 'changed' : size;
}

/** As `changeText`, what came in green and what went in red. */
export function colouredChange(change: PinChange, paint: Paint): string {
  const text = visible(changeText(change));
  if (change.kind === 'added') return paint.green(text);
  return change.kind === 'removed' ? paint.red(text) : text;
}

/** As `changeText`, with what happened to what was there before and after, in colours. */
export function paintedChange(change: PinChange, paint: Paint): string {
  const text = colouredChange(change, paint);
  return change.kind !== 'changed' ? text : `${text} ${paint.dim(`(${changeWord(change)})`)}`;
}

/** A change for machines. */
export function changeData({ name, kind, before, after, size }: PinChange): { readonly [key: string]: Json } {
  return { name, kind, before, after, size };
}

/** Changes as a table of a Markdown text. */
export function changesTable(changes: readonly PinChange[]): string {
  return markdownTable(
    ['package', 'before', 'after', 'change'],
    changes.map((change) => [
      code(change.name),
      prose(change.before.join(', ')),
      prose(change.after.join(', ')),
      changeWord(change),
    ]),
  );
}
