import type { Project } from '../project/project.js';
import { visible } from '../report/visible.js';
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

/** A line that is printed, once, where nobody may watch: for what still isn't done after half a second. */
function oneLine(context: Context): ProgressLine {
  if (context.quiet || context.tellsWaiting !== true) return { now: () => {}, end: () => {} };
  let line: string | undefined;
  let isDue = false;
  let isSaid = false;
  const say = (): void => {
    if (!isDue || isSaid || line === undefined) return;
    isSaid = true;
    context.err(`${line} …\n`);
  };
  const timer = setTimeout(() => {
    isDue = true;
    say();
  }, PATIENCE_MS);
  return {
    now(next) {
      line = next;
      say();
    },
    end: () => clearTimeout(timer),
  };
}

/**
 * Runs a resolution and, where it takes longer than half a second, says what it is at: all the time where a person
 * watches, and in a hook once, for whom it waits, where nobody does.
 */
export async function withProgress<T>(
  context: Context,
  project: Project,
  machine: Machine,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const place = project.folder === '' ? project.manifest.path : project.folder;
  const { now, end } = context.watched
    ? progressLine(context, `lockgen: resolving ${visible(place)}`)
    : oneLine(context);
  let doing = '';
  try {
    return await work({
      ...machine,
      onRun: (run) => {
        machine.onRun?.(run);
        doing = `lockgen: resolving ${visible(run.target)}`;
        if (context.watched) now(`${doing}${run.offline ? '' : ' (asking the index)'}`);
      },
      onWaiting: ({ what }) => now(`${doing}: waiting for ${visible(what)}`),
    });
  } finally {
    end();
  }
}
