import type { Project } from '../project/project.js';
import { count } from '../report/text.js';
import { visible } from '../report/visible.js';
import { cut } from '../report/width.js';
import type { Machine } from '../resolve/session.js';
import type { Context } from './context.js';

/** Nothing is shown for what is done sooner. */
const PATIENCE_MS = 500;
/** The same where nobody may watch: a line that stays is for what is worth a word. */
const UNWATCHED_PATIENCE_MS = 3000;
/** How often the time is told that it has taken. */
const TICK_MS = 1000;
/** Of a terminal that tells no width. */
const COLUMNS = 80;

/** A line for whoever watches. */
export interface ProgressLine {
  /** Says what is being done now. */
  readonly now: (what: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

// There is one terminal: what is done within something else has the line meanwhile, behind what it is done for.
// Of what is done side by side, the first that goes on has it.
const open: { what: string; readonly isBeside: boolean }[] = [];
const told = (): typeof open => {
  const first = open.find(({ isBeside }) => isBeside);
  return open.filter((one) => !one.isBeside || one === first);
};
const PREFIX = 'lockgen: ';

/**
 * A line that appears, where a person watches, once something takes longer than half a second, and says how long it has
 * taken. It is as wide as the terminal at most, since a line that is broken can't be written over.
 */
export function progressLine(context: Context, what: string): ProgressLine {
  if (!context.watched || context.quiet) return { now: () => {}, end: () => {} };
  const started = performance.now();
  const self = { what, isBeside: context.step?.inTurn !== undefined };
  open.push(self);
  let shown = false;
  const show = (): void => {
    const lines = told();
    if (lines.at(-1) !== self) return;
    const seconds = Math.floor((performance.now() - started) / 1000);
    const time = seconds === 0 ? ' …' : ` … ${seconds} s`;
    const room = (context.columns?.() || COLUMNS) - time.length - 1;
    const [first, ...within] = lines.map((one) => one.what);
    const line = [first, ...within.map((text) => text.replace(PREFIX, ''))].join(': ');
    context.err(`\r\u001b[K${cut(line, room)}${time}`);
    shown = true;
  };
  let ticking: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    show();
    ticking = setInterval(show, TICK_MS);
  }, PATIENCE_MS);
  return {
    now(next) {
      self.what = next;
      if (shown) show();
    },
    end() {
      clearTimeout(timer);
      clearInterval(ticking);
      open.splice(open.indexOf(self), 1);
      if (shown) context.err('\r\u001b[K');
    },
  };
}

/** A line that is printed, once, where nobody may watch: for what still isn't done after three seconds. */
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
  }, UNWATCHED_PATIENCE_MS);
  return {
    now(next) {
      line = next;
      say();
    },
    end: () => clearTimeout(timer),
  };
}

/**
 * Runs a resolution and says what it is at: where a person watches, all the time once it takes longer than half a
 * second; in a hook that nobody watches, once, after three, for whom it waits.
 */
export async function withProgress<T>(
  context: Context,
  project: Project,
  machine: Machine,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const { watched } = context;
  const place = visible(project.folder === '' ? project.manifest.path : project.folder);
  // Which of several: a project of a run, a commit of a range.
  const { at, of, what } = context.step ?? { at: 1, of: 1, what: '' };
  const which = of < 2 ? '' : ` (${what}${at} of ${of})`;
  const { now, end } = watched
    ? progressLine(context, `lockgen: resolving ${place}${which}`)
    : oneLine(context);
  let doing = '';
  try {
    return await work({
      ...machine,
      onRun: async (run) => {
        await machine.onRun?.(run);
        const lockfile = project.folder === '' ? run.output : `${place}/${run.output}`;
        doing = `lockgen: resolving ${visible(lockfile)}${which}`;
        if (watched) now(`${doing}${run.offline ? '' : ', asking the index'}`);
      },
      onWaiting: ({ what: host, packages }) => {
        const so = watched && packages > 0 ? `, ${count(packages, 'package')} so far` : '';
        now(`${doing}${so}: waiting for ${visible(host)}`);
      },
    });
  } finally {
    end();
  }
}
