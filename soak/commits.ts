import { editedLockfile } from './blocked.js';
import { type HookedRun, runHooked } from './hooked.js';
import { judge } from './judge.js';
import { type Play, runIn } from './play.js';
import { nth } from './random.js';
import { count } from './stage.js';
import { type Files, look, type State } from './state.js';
import type { CommitForm, Step } from './steps.js';
import type { Taken } from './taken.js';
import { Violation } from './violation.js';

type CommitStep = Extract<Step, { readonly do: 'commit' }>;

/** One way to call `git commit`, and what it takes. */
interface Call {
  readonly args: readonly string[];
  readonly from?: string;
  readonly taken: Taken;
}

/** How often a person does what a message says, and commits again. */
const PATIENCE = 3;

/** Commits, and, where the hook blocks it, does what its message says and commits again. */
export async function commit(play: Play, step: CommitStep): Promise<void> {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const before = await look(play);
    const call = callOf(before, step.form, step.n);
    play.counter += 1;
    const args = ['commit', ...call.args, '-m', `Change ${play.counter}`];
    const kill = attempt === 0 ? step.kill : undefined;
    const run = await runHooked(play, args, {
      ...(call.from === undefined ? {} : { from: call.from }),
      kill,
    });
    await judge(play, before, run, call.taken);
    if (run.hookExit === undefined || run.hookExit === 0) return;
    if (!(await mend(play, before, run, { how: step.mend, from: call.from ?? '.' }))) return;
    count(play.worker.stage, 'mended');
  }
}

function callOf(before: State, form: CommitForm, n: number): Call {
  const { index, tree, work } = before;
  const whole: Taken = { index, tree: index };
  const changed = [...new Set([...index.keys(), ...tree.keys()])]
    .filter(
      (path) => index.has(path) && (work.get(path) !== index.get(path) || index.get(path) !== tree.get(path)),
    )
    .sort();
  const path = nth(changed, n);
  switch (form) {
    case 'all':
    case 'amend-all': {
      const all = new Map([...index].flatMap(([one]) => withFile(one, work)));
      const amend = form === 'amend-all' ? ['--amend'] : [];
      return { args: ['-a', ...amend], taken: { index: all, tree: all } };
    }
    case 'only':
    case 'include': {
      if (path === undefined) return { args: [], taken: whole };
      const replaced = (files: Files): Files =>
        new Map([...[...files].filter(([one]) => one !== path), ...withFile(path, work)]);
      const included = replaced(index);
      return form === 'include'
        ? { args: ['-i', path], taken: { index: included, tree: included } }
        : { args: [path], taken: { index: included, tree: replaced(tree) } };
    }
    case 'amend':
      return { args: ['--amend'], taken: whole };
    case 'empty':
      return { args: ['--allow-empty'], taken: whole };
    case 'from-subfolder': {
      const from = [...work.keys()].find((one) => one.includes('/'))?.split('/')[0];
      return { args: [], ...(from === undefined ? {} : { from }), taken: whole };
    }
    case 'plain':
      return { args: [], taken: whole };
  }
}

function withFile(path: string, work: Files): [string, string][] {
  const oid = work.get(path);
  return oid === undefined ? [] : [[path, oid]];
}

/** Does what the message of a blocked commit says. Gives whether there is any use in another commit. */
async function mend(
  play: Play,
  before: State,
  run: HookedRun,
  { how, from }: { readonly how: 'keep' | 'drop'; readonly from: string },
): Promise<boolean> {
  const message = /^lockgen: commit blocked: (.*)$/m.exec(run.stderr)?.[1] ?? '';
  const edited = editedLockfile(message);
  if (edited !== undefined) {
    const next = /^lockgen: next: (.*)$/m.exec(run.stderr)?.[1] ?? '';
    const command = (how === 'keep' ? /keep them: (.*?)(?: ·|$)/ : /drop them: (.*?)(?: ·|$)/).exec(
      next,
    )?.[1];
    if (command === undefined) return false;
    const typed = await runIn(play, play.path(from), 'sh', ['-c', command]);
    play.log.push(`$ ${command}\n${typed.stderr}exit ${typed.exitCode}`);
    if (typed.exitCode !== 0)
      throw new Violation('what a message says to type works', `${command}\n${typed.stderr}`);
    return true;
  }
  const manifests = [...before.tree.keys()].filter((path) =>
    /(?:^|\/)(?:pyproject\.toml|constraints\.txt)$/.test(path),
  );
  if (how === 'keep' || manifests.length === 0) return false;
  await play.git('checkout', '--quiet', 'HEAD', '--', ...manifests);
  return true;
}
