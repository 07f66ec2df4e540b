import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isolatedEnvironment } from '../helpers/environment.js';
import { makeIndex } from '../helpers/local-index.js';
import { pyproject } from '../helpers/projects.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { copyFolder } from '../helpers/template.js';
import { type State, stateOf } from './state.js';

/** The ways to commit that git keeps its index in different places for, and a commit in which lockfiles go as well. */
export const FORMS = {
  commit: { staged: true, args: [], project: 'pyproject.toml' },
  'commit -a': { staged: false, args: ['-a'], project: 'pyproject.toml' },
  'commit PATH': { staged: false, args: ['pyproject.toml'], project: 'pyproject.toml' },
  'commit (moved)': { staged: true, args: [], project: 'app/pyproject.toml' },
} as const;

export type Form = keyof typeof FORMS;
export const FORM_NAMES: readonly Form[] = ['commit', 'commit -a', 'commit PATH', 'commit (moved)'];

/**
 * What lockgen writes here: the first is replaced by the commit, the second is new in it. Where the project moves, the
 * first goes, and the other two are new.
 */
export const LOCKFILES: readonly string[] = [
  ...['requirements.txt', 'requirements-full.txt'],
  ...['app/requirements.txt', 'app/requirements-full.txt'],
];

/** A repository with a commit to make, and its user's home. */
export interface Place {
  readonly form: Form;
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  git(...args: readonly string[]): Promise<string>;
  /** Makes the commit. */
  commit(): Promise<RunResult>;
  /** Changes the project again, and commits that. */
  commitFurther(): Promise<RunResult>;
}

/** A place to copy, and what the commit does there when nothing comes between. */
export interface Prepared {
  readonly form: Form;
  readonly before: State;
  readonly after: State;
  /** After another change of the project and its commit. */
  readonly further: State;
  /** How long the commit takes, with caches that are warm. */
  readonly milliseconds: number;
  copy(): Promise<Place>;
}

const OLD = pyproject({ dependencies: ['gamma'] });
const NEW = pyproject({ dependencies: ['gamma', 'epsilon'], extras: { full: ['theta[fast]'] } });
const FURTHER = pyproject({ dependencies: ['gamma', 'epsilon', 'mu'], extras: { full: ['theta[fast]'] } });

/**
 * Prepares the commit of a changed project in one of git's forms, amid all that a user may have lying about: edits that
 * are staged, not staged, both, and a file that git doesn't know.
 *
 * @param folder - an empty one of its own
 * @param hook - the program that is the pre-commit hook
 * @param extra - variables beside those of the test's user
 */
export async function prepare(
  folder: string,
  form: Form,
  hook: string,
  extra: NodeJS.ProcessEnv = {},
): Promise<Prepared> {
  const index = await makeIndex(join(folder, 'index'));
  const variables = { ...index.env, ...extra };
  let copies = 0;
  const template = join(folder, 'template');
  const copy = async (): Promise<Place> => {
    copies += 1;
    const to = join(folder, `copy-${copies}`);
    await copyFolder(template, to);
    return placeAt(to, form, variables);
  };
  await mkdir(join(template, 'repository'), { recursive: true });
  const made = placeAt(template, form, variables);
  await makeCommitted(made, hook);
  await edit(made);
  const before = await stateOf(made.root);
  // Once for the caches, once for the time.
  await expectDone((await copy()).commit());
  const undisturbed = await copy();
  const { milliseconds } = await expectDone(undisturbed.commit());
  const after = await stateOf(undisturbed.root);
  await expectDone(undisturbed.commitFurther());
  return { form, before, after, further: await stateOf(undisturbed.root), milliseconds, copy };
}

async function expectDone(running: Promise<RunResult>): Promise<RunResult> {
  const result = await running;
  if (result.exitCode !== 0)
    throw new Error(`a commit that nothing disturbs failed\n${result.stderr}${result.stdout}`);
  return result;
}

function placeAt(folder: string, form: Form, variables: NodeJS.ProcessEnv): Place {
  const root = join(folder, 'repository');
  const home = join(folder, 'home');
  const env = isolatedEnvironment(home, variables);
  const commit = (): Promise<RunResult> =>
    run('git', ['commit', '-m', 'Change', ...FORMS[form].args], { cwd: root, env });
  const git = async (...args: readonly string[]): Promise<string> =>
    (await runOk('git', args, { cwd: root, env })).stdout;
  return {
    form,
    root,
    home,
    env,
    git,
    commit,
    async commitFurther() {
      const { staged, project } = FORMS[form];
      await writeFile(join(root, project), FURTHER);
      if (staged) await git('add', project);
      return await commit();
    },
  };
}

async function makeCommitted({ root, git }: Place, hook: string): Promise<void> {
  await git('init', '--quiet');
  await mkdir(join(root, '.git', 'hooks'), { recursive: true });
  await writeFile(join(root, '.git', 'hooks', 'pre-commit'), `#!/bin/sh\nexec '${hook}' "$@"\n`, {
    mode: 0o755,
  });
  await writeFile(join(root, 'pyproject.toml'), OLD);
  for (const name of ['notes', 'staged', 'both']) await writeFile(join(root, `${name}.txt`), `${name}\n`);
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'Start');
}

async function edit({ root, git, form }: Place): Promise<void> {
  await writeFile(join(root, 'staged.txt'), 'staged edits\n');
  await writeFile(join(root, 'both.txt'), 'staged edits\n');
  await git('add', 'staged.txt', 'both.txt');
  await writeFile(join(root, 'both.txt'), 'edits on top\n');
  await writeFile(join(root, 'notes.txt'), 'edits that are not staged\n');
  await writeFile(join(root, 'untracked.txt'), 'not in git\n');
  const { staged, project } = FORMS[form];
  if (project !== 'pyproject.toml') {
    await mkdir(join(root, dirname(project)));
    await git('mv', 'pyproject.toml', project);
  }
  await writeFile(join(root, project), NEW);
  if (staged) await git('add', project);
}
