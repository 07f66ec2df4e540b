import type { Project } from '../project/project.js';
import type { Machine } from '../resolve/session.js';
import type { Context } from './context.js';

/** Nothing is shown for what is done sooner. */
const PATIENCE_MS = 500;

/** A line for whoever watches. */
export interface ProgressLine {
  /** Says what is being done now. */
  readonly now: (what: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** A line that appears, where a person watches, once something takes longer than half a second. */
export function progressLine(context: Context, what: string): ProgressLine {
  if (!context.watched || context.quiet) return { now: () => {}, end: () => {} };
  let line = what;
  let shown = false;
  const show = (): void => {
    context.err(`\r\u001b[K${line} …`);
    shown = true;
  };
  const timer = setTimeout(show, PATIENCE_MS);
  return {
    now(next) {
      line = next;
      if (shown) show();
    },
    end() {
      clearTimeout(timer);
      if (shown) context.err('\r\u001b[K');
    },
  };
}

/**
 * Runs a resolution and, where a person watches and it takes longer than half a second, says what it is at.
 */
export async function withProgress<T>(
  context: Context,
  project: Project,
  machine: Machine,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const place = project.folder === '' ? project.manifest.path : project.folder;
  const { now, end } = progressLine(context, `lockgen: resolving ${place}`);
  try {
    return await work({
      ...machine,
      onRun: (run) => {
        machine.onRun?.(run);
        now(`lockgen: resolving ${run.target}${run.offline ? '' : ' (asking the index)'}`);
      },
    });
  } finally {
    end();
  }
}
