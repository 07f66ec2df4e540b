import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCheck } from '../../src/commands/check.js';
import { contextIn } from './context.js';
import { isWithin, type LineEdit, lineEdits, meaningOf } from './line-edits.js';
import { run } from './run.js';

/** A project with its two lockfiles, fresh, and where its packages are. */
export interface FreshProject {
  readonly pyproject: string;
  readonly base: string;
  readonly full: string;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** The uv that replays a header. */
  readonly uv: string;
  readonly releases: (name: string) => readonly string[];
}

const FILES = ['requirements.txt', 'requirements-full.txt'] as const;
type File = (typeof FILES)[number];

/** What came of one edit. */
export interface Judged extends LineEdit {
  readonly file: File;
  readonly verdict: 'fresh' | 'stale' | 'unknown';
  readonly reason: string | undefined;
  /** It says what the fresh lockfile says, read without lockgen. */
  readonly same: boolean;
  /** uv, run by the fresh header's command on its pins, gives it again; undefined: not asked. */
  readonly fixpoint: boolean | undefined;
}

/**
 * Makes each edit of each lockfile, and has it judged.
 *
 * @param folder for the work, empty.
 * @param asks of which edits uv is asked whether they are fixpoints.
 * @param how how many at a time, and whether only every so manieth edit is made.
 */
export async function judgeEdits(
  project: FreshProject,
  folder: string,
  asks: (one: Omit<Judged, 'fixpoint'>) => boolean,
  { workers = 3, every = 1 }: { readonly workers?: number; readonly every?: number } = {},
): Promise<readonly Judged[]> {
  const fresh = { 'requirements.txt': project.base, 'requirements-full.txt': project.full };
  const edits = FILES.flatMap((file) =>
    lineEdits(fresh[file], project.releases).map((edit) => ({ ...edit, file })),
  );
  const chosen = edits.filter((_, index) => index % every === 0);
  const found: Judged[] = [];
  const work = async (worker: number): Promise<void> => {
    const place = join(folder, String(worker));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'pyproject.toml'), project.pyproject);
    for (let edit = chosen.pop(); edit !== undefined; edit = chosen.pop()) {
      const files = { ...fresh, [edit.file]: edit.text };
      for (const file of FILES) await writeFile(join(place, file), files[file]);
      const same = isWithin(meaningOf(edit.text), meaningOf(fresh[edit.file]));
      const one = { ...edit, ...(await verdictIn(place, project)), same };
      const fixpoint = asks(one) ? await isFixpoint(`${place}-uv`, project, files) : undefined;
      found.push({ ...one, fixpoint });
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return found;
}

async function verdictIn(
  cwd: string,
  { env, home }: FreshProject,
): Promise<Pick<Judged, 'verdict' | 'reason'>> {
  let report = '';
  const context = contextIn({
    cwd,
    env,
    home,
    data: (text) => {
      report += text;
    },
  });
  const cache = { folder: `${cwd}-verdicts` };
  await rm(cache.folder, { recursive: true, force: true });
  await runCheck(context, {
    projects: [],
    flags: undefined,
    flagWords: [],
    wanted: { kind: 'worktree' },
    range: undefined,
    since: undefined,
    shard: undefined,
    format: 'json',
    output: undefined,
    installable: undefined,
    cache,
  });
  const { verdict, lockfiles } = JSON.parse(report);
  const first = lockfiles.find((one: { verdict: string }) => one.verdict === verdict);
  return { verdict, reason: first?.reasons[0]?.code };
}

/** Whether uv gives both lockfiles again: their pins preferred, or, since uv's preferences are weak, held. */
async function isFixpoint(
  cwd: string,
  project: FreshProject,
  files: Readonly<Record<File, string>>,
): Promise<boolean> {
  const commands = { 'requirements.txt': project.base, 'requirements-full.txt': project.full };
  for (const held of [false, true]) {
    await rm(cwd, { recursive: true, force: true });
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'pyproject.toml'), project.pyproject);
    let same = true;
    for (const file of ['requirements-full.txt', 'requirements.txt'] as const) {
      const pins = `${[...meaningOf(files[file]).pins.keys()].join('\n')}\n`;
      await writeFile(join(cwd, file), pins);
      await writeFile(join(cwd, 'held.txt'), pins);
      const [, words = ''] = /^# +uv (pip compile .*)$/m.exec(commands[file]) ?? [];
      // What torch's page has is on the backend's index, with hashes.
      const args = words.split(' ').filter((word) => !/^--(emit-)?find-links/.test(word));
      const env = { ...project.env, UV_PYTHON_DOWNLOADS: 'never', UV_TORCH_BACKEND: 'cpu' };
      const result = await run(project.uv, args, {
        cwd,
        env: held ? { ...env, UV_CONSTRAINT: 'held.txt' } : env,
      });
      const mine = meaningOf(files[file]);
      const pages = [...mine.rest].filter((line) => line.startsWith('--find-links '));
      const given = meaningOf(await readFile(join(cwd, file), 'utf8'));
      const wanted = { pins: given.pins, rest: new Set([...given.rest, ...pages]) };
      same &&= result.exitCode === 0 && isWithin(mine, wanted);
    }
    if (same) return true;
  }
  return false;
}
