import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../src/cache.js';
import { run } from '../test/helpers/run.js';
import { indexState, type Play } from './play.js';
import { count } from './stage.js';
import { inside, type Subject, type Target } from './subject.js';

/** The lowest and the highest Python that a project promises. */
function pythonsOf(subject: Subject): readonly [lowest: string, highest: string] {
  const lowest = />=(3\.\d+)/.exec(subject.python)?.[1] ?? '3.10';
  const bound = /<3\.(\d+)/.exec(subject.python)?.[1];
  return [lowest, bound === undefined ? '3.14' : `3.${Number(bound) - 1}`];
}

/** Runs `body` once for the same bytes, index and question. */
async function once(
  play: Play,
  question: string,
  about: unknown,
  body: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { stage } = play.worker;
  const key = createHash('sha256')
    .update(JSON.stringify([question, about, indexState(play)]))
    .digest('hex');
  const known = stage.proofs.get(key);
  count(stage, `${question}: ${known === undefined ? 'asked' : 'known'}`);
  const answer = known ?? body();
  stage.proofs.set(key, answer);
  return await answer;
}

/** Gives `body` a plain folder with the files of a commit. */
async function inFolderOf<T>(
  play: Play,
  { files }: Pick<Subject, 'files'>,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(play.worker.folder, 'proof-'));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** That a project's lockfiles are all there, and fresh for one who has only the commit. */
export function provedFresh(play: Play, subject: Subject): Promise<readonly string[]> {
  const { worker } = play;
  const missing = subject.targets.filter(
    ({ lockfile }) => !subject.files.has(inside(subject.folder, lockfile)),
  );
  if (missing.length > 0) {
    return Promise.resolve(
      missing.map(({ lockfile }) => `${inside(subject.folder, lockfile)} is not in the commit`),
    );
  }
  return once(play, 'fresh', subject.key, () =>
    inFolderOf(play, subject, async (folder) => {
      const { env, home } = worker.stranger;
      await rm(join(cacheFolder(env, process.platform, home), 'verdicts'), { recursive: true, force: true });
      const args = ['check', subject.folder === '' ? '.' : subject.folder];
      const result = await run(worker.stage.bin, args, { cwd: folder, env });
      return result.exitCode === 0
        ? []
        : [
            `lockgen check ${subject.folder} in the commit's own files: exit ${result.exitCode}`,
            result.stdout + result.stderr,
          ];
    }),
  );
}

/** That what a project's lockfiles install is all that it requires, no more than is in them, and that they agree. */
export function provedInstallable(
  play: Play,
  subject: Subject,
  platforms: readonly string[] = ['linux'],
): Promise<readonly string[]> {
  return once(play, `installable on ${platforms.join(' and ')}`, subject.key, () =>
    inFolderOf(play, subject, async (folder) => {
      const found: string[] = [];
      for (const python of new Set(pythonsOf(subject))) {
        for (const platform of platforms) {
          found.push(...(await installsAt(play, subject, folder, { python, platform })));
        }
      }
      return found;
    }),
  );
}

interface Place {
  readonly python: string;
  readonly platform: string;
}

async function installsAt(play: Play, subject: Subject, folder: string, place: Place): Promise<string[]> {
  const found: string[] = [];
  const installed = new Map<Target['name'], ReadonlyMap<string, string>>();
  const where = `Python ${place.python} on ${place.platform}`;
  for (const target of subject.targets) {
    const lockfile = join(folder, inside(subject.folder, target.lockfile));
    const requirements = `${lockfile}.requirements`;
    await writeFile(requirements, `${target.requirements.join('\n')}\n`);
    const alone = await dryRun(play, place, folder, ['--no-deps', '-r', lockfile]);
    const whole = await dryRun(play, place, folder, ['-r', lockfile, '-r', requirements]);
    for (const one of [alone, whole])
      if (one.failure !== undefined) found.push(`${where}: ${target.lockfile}: ${one.failure}`);
    if (alone.failure !== undefined || whole.failure !== undefined) continue;
    const lacking = [...whole.installed].filter(([name, version]) => alone.installed.get(name) !== version);
    if (lacking.length > 0) {
      found.push(
        `${where}: ${target.lockfile} lacks ${lacking.map(([name, version]) => `${name} ${version}`).join(', ')}`,
      );
    }
    installed.set(target.name, alone.installed);
  }
  const [base, full] = [installed.get('base'), installed.get('full')];
  if (base !== undefined && full !== undefined) {
    for (const [name, version] of base) {
      const other = full.get(name);
      if (other !== version)
        found.push(`${where}: base installs ${name} ${version}, full ${other ?? 'none'}`);
    }
  }
  return found;
}

async function dryRun(
  play: Play,
  { python, platform }: Place,
  folder: string,
  what: readonly string[],
): Promise<{ readonly installed: ReadonlyMap<string, string>; readonly failure: string | undefined }> {
  const { stage, stranger } = play.worker;
  const args = [
    ...[
      'pip',
      'install',
      '--dry-run',
      '--target',
      join(folder, 'target'),
      '--no-progress',
      '--color',
      'never',
    ],
    ...['--python-version', python, '--python-platform', platform, '--only-binary', ':all:'],
    ...what,
  ];
  const { exitCode, stderr } = await run(stage.uv, args, { cwd: folder, env: stranger.env });
  const installed = new Map<string, string>();
  for (const [, name, version] of stderr.matchAll(/^ \+ ([^\s=]+)==(\S+)/gm)) {
    if (name !== undefined && version !== undefined) installed.set(name, version);
  }
  return { installed, failure: exitCode === 0 ? undefined : stderr };
}

/** What uv says to a target of a project by itself, under constraints; undefined where it resolves. */
export async function compileFailure(
  play: Play,
  subject: Subject,
  target: Target,
  constraints: ReadonlyMap<string, string> = new Map(),
): Promise<string | undefined> {
  const about = [subject.key, target.name, [...constraints]];
  const [failure] = await once(play, 'compiles', about, () =>
    inFolderOf(play, subject, async (folder) => {
      const { stage, stranger } = play.worker;
      const cwd = join(folder, subject.folder);
      for (const [name, text] of constraints) await writeFile(join(cwd, name), text);
      const args = [
        ...['pip', 'compile', '--universal', `--python-version=${pythonsOf(subject)[0]}`],
        ...(target.name === 'full' ? ['--extra=full'] : []),
        ...[...subject.constraints, ...constraints.keys()].map((name) => `--constraints=${name}`),
        ...['--output-file=bare.txt', 'pyproject.toml'],
      ];
      const result = await run(stage.uv, args, { cwd, env: stranger.env });
      return result.exitCode === 0 ? [] : [result.stderr];
    }),
  );
  return failure;
}
