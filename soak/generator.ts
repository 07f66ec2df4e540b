import { PYTHONS, REQUIREMENTS } from './packages.js';
import { type Random, randomFrom } from './random.js';
import {
  type CommitForm,
  type Folder,
  type Kill,
  LOCKFILE_NAMES,
  type Sequence,
  type Side,
  type Start,
  type Step,
} from './steps.js';

const MANY = 1000;

/** The sequence that a seed stands for. */
export function sequenceOf(seed: number, length: number): Sequence {
  const random = randomFrom(seed);
  const start = random.weighted<Start>([
    [5, 'root'],
    [4, 'root-and-svc'],
    [2, 'constraints'],
    [1, 'readme'],
    [1, 'unborn'],
  ]);
  const steps: Step[] = [];
  while (steps.length < length) steps.push(...move(random));
  return { seed, start, driver: seed % 2 === 1, steps: steps.slice(0, length) };
}

/** A step, or two that make sense in a row. */
function move(random: Random): readonly Step[] {
  return random.weighted<() => readonly Step[]>([
    [26, () => [edit(random), ...(random.chance(0.55) ? [commit(random)] : [])]],
    [6, () => [otherFile(random)]],
    [8, () => [lockfileEdit(random), ...(random.chance(0.4) ? [commit(random)] : [])]],
    [2, () => [projectChange(random), ...(random.chance(0.7) ? [commit(random)] : [])]],
    [4, () => [{ do: 'release', n: random.below(MANY) }]],
    [2, () => [{ do: 'withdraw', n: random.below(MANY) }]],
    [3, () => [{ do: 'generate', folder: folder(random), add: random.chance(0.5) }]],
    [1, () => [{ do: 'check' }]],
    [3, () => [{ do: random.chance(0.6) ? 'stage' : 'unstage', n: random.below(MANY) }]],
    [12, () => [commit(random)]],
    [3, () => [{ do: 'commit-unverified', form: random.pick(['plain', 'all', 'amend'] as const) }]],
    [14, () => onAnotherBranch(random)],
    [4, () => [{ do: 'switch', n: random.below(MANY) }]],
    [6, () => [integration(random)]],
    [3, () => [{ do: random.chance(0.5) ? 'stash' : 'stash-pop' }]],
    [3, () => [reset(random)]],
  ])();
}

/** Both sides of a later merge: a branch, a change on each side. */
function onAnotherBranch(random: Random): readonly Step[] {
  const n = random.below(MANY);
  if (random.chance(0.3)) return [{ do: 'branch', n }];
  return [
    ...(random.chance(0.5) ? [commit(random, 'all')] : []),
    { do: 'branch', n },
    edit(random, true),
    commit(random, 'plain'),
    { do: 'switch', n: random.below(MANY) },
    edit(random, true),
    commit(random, 'plain'),
    integration(random),
  ];
}

function edit(random: Random, staged?: boolean): Step {
  const add = staged ?? random.chance(0.75);
  const list = random.chance(0.6) ? 'base' : 'full';
  const at = folder(random);
  const n = random.below(MANY);
  const [, ...texts] = random.pick(REQUIREMENTS);
  return random.weighted<() => Step>([
    [9, () => ({ do: 'require', folder: at, list, text: random.pick(texts), add })],
    [4, () => ({ do: 'unrequire', folder: at, list, n, add })],
    [7, () => ({ do: 'respecify', folder: at, list, n, m: random.below(MANY), add })],
    [2, () => ({ do: 'python', folder: at, python: random.pick(PYTHONS), add })],
    [3, () => ({ do: 'unrelated', folder: at, n, add })],
    [
      2,
      () => ({ do: 'constrain', where: random.chance(0.5) ? 'file' : 'uv', text: random.pick(texts), add }),
    ],
  ])();
}

function otherFile(random: Random): Step {
  const path = random.pick(['README.md', 'src/main.py', 'svc/notes.txt', 'requirements-old.txt', 'new file']);
  return { do: 'file', path, n: random.below(MANY), add: random.chance(0.5) };
}

function lockfileEdit(random: Random): Step {
  const how = random.pick(['note', 'pin', 'pin', 'remove'] as const);
  const name = random.pick(LOCKFILE_NAMES);
  return {
    do: 'lockfile',
    folder: folder(random),
    name,
    how,
    n: random.below(MANY),
    add: random.chance(0.5),
  };
}

function commit(random: Random, as?: CommitForm): Step {
  const form =
    as ??
    random.weighted<CommitForm>([
      [8, 'plain'],
      [5, 'all'],
      [5, 'only'],
      [3, 'include'],
      [3, 'amend'],
      [1, 'amend-all'],
      [1, 'empty'],
      [2, 'from-subfolder'],
    ]);
  const step = {
    do: 'commit',
    form,
    n: random.below(MANY),
    mend: random.chance(0.5) ? 'keep' : 'drop',
  } as const;
  return random.chance(0.12) ? { ...step, kill: kill(random) } : step;
}

function kill(random: Random): Kill {
  return {
    signal: random.pick(['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM']),
    whom: random.pick(['hook', 'git', 'group']),
    after: random.below(700),
  };
}

function integration(random: Random): Step {
  const n = random.below(MANY);
  const manifests = random.pick(['ours', 'theirs', 'union', 'union'] as const);
  const lockfiles = random.pick<Side>(['ours', 'theirs', 'union', 'markers', 'resolve', 'resolve']);
  const how = random.weighted<'commit' | 'continue' | 'abort'>([
    [5, 'commit'],
    [4, 'continue'],
    [1, 'abort'],
  ]);
  return random.weighted<() => Step>([
    [6, () => ({ do: 'merge', n, manifests, lockfiles, how: random.chance(0.2) ? 'no-commit' : how })],
    [3, () => ({ do: 'cherry-pick', n, manifests, lockfiles, how })],
    [2, () => ({ do: 'revert', n, manifests, lockfiles, how })],
    [2, () => ({ do: 'rebase', n, manifests, lockfiles, how })],
  ])();
}

function projectChange(random: Random): Step {
  const lockfiles = random.chance(0.3);
  if (random.chance(0.6)) return { do: 'move-project', lockfiles };
  return { do: 'remove-project', folder: random.pick(['', 'svc', 'svc', 'lib'] as const), lockfiles };
}

function reset(random: Random): Step {
  return { do: 'reset', how: random.pick(['keep', 'keep', 'mixed', 'hard'] as const), n: random.below(3) };
}

function folder(random: Random): Folder {
  return random.weighted<Folder>([
    [14, ''],
    [5, 'svc'],
    [1, 'lib'],
  ]);
}
