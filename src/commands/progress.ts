import type { Project } from '../project/project.js';
import type { Machine } from '../resolve/session.js';
import type { Context } from './context.js';

/** Nothing is shown for what is done sooner. */
const PATIENCE_MS = 500;

/**
 * Runs a resolution and, where a person watches and it takes longer than half a second, says what it is at.
 */
export async function withProgress<T>(
  context: Context,
  project: Project,
  machine: Machine,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  if (!context.watched || context.quiet) return await work(machine);
  let line = `lockgen: resolving ${project.folder === '' ? project.manifest.path : project.folder}`;
  let shown = false;
  const show = (): void => {
    context.err(`\r\u001b[K${line} …`);
    shown = true;
  };
  const timer = setTimeout(show, PATIENCE_MS);
  try {
    return await work({
      ...machine,
      onRun: (run) => {
        machine.onRun?.(run);
        line = `lockgen: resolving ${run.target}${run.offline ? '' : ' (asking the index)'}`;
        if (shown) show();
      },
    });
  } finally {
    clearTimeout(timer);
    if (shown) context.err('\r\u001b[K');
  }
}
