import type { PinChange } from '../lockfile/diff.js';
import { code, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Json } from './report.js';

/** `+ h5py 3.16.0`, `numpy 2.3.1 → 2.4.6`, `- six`. */
export function changeText({ name, kind, before, after }: PinChange): string {
  if (kind === 'added') return `+ ${name} ${after.join(', ')}`;
  if (kind === 'removed') return `- ${name}`;
  return `${name} ${before.join(', ')} → ${after.join(', ')}`;
}

/** As `changeText`, with how far a version moved, and in colours. */
export function paintedChange(change: PinChange, paint: Paint): string {
  const text = changeText(change);
  if (change.kind === 'added') return paint.green(text);
  if (change.kind === 'removed') return paint.red(text);
  return change.size === undefined || change.size === 'other'
    ? text
    : `${text} ${paint.dim(`(${change.size})`)}`;
}

/** A change for machines. */
export function changeData({ name, kind, before, after, size }: PinChange): { readonly [key: string]: Json } {
  return { name, kind, before, after, size };
}

/** Changes as a table of a Markdown text. */
export function changesTable(changes: readonly PinChange[]): string {
  return markdownTable(
    ['package', 'before', 'after', 'change'],
    changes.map(({ name, kind, before, after, size }) => [
      code(name),
      prose(before.join(', ')),
      prose(after.join(', ')),
      kind === 'changed' ? (size ?? '') : kind,
    ]),
  );
}
