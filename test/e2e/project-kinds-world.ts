import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { cacheFolder } from '../../src/cache.js';
import { isolatedEnvironment, realPython } from '../helpers/environment.js';
import { type Hooked, type HookedOptions, hooked } from '../helpers/hooked.js';
import type { PackageOptions } from '../helpers/local-index.js';
import { openRepository } from '../helpers/repository.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { exclusively, sharedFolder } from '../helpers/shared.js';
import { packageFiles } from '../helpers/wheel.js';

/** Files by path; null for one that isn't there. */
export type Files = Readonly<Record<string, string | Buffer | null>>;

/** A project of one kind: the index has one content, the work tree another. */
export interface Kind {
  /** What is committed before, with the hook. Default: nothing. */
  readonly first?: Files;
  readonly staged: Files;
  /** Written when all is staged: what must count for nothing. */
  readonly unstaged: Files;
  /** The lockfiles that the commit must carry, each with lines that it must have. */
  readonly lockfiles: Readonly<Record<string, readonly string[]>>;
  /** Text that none of them may have. */
  readonly without?: readonly string[];
  /** Real build back-ends on the package index. Default false. */
  readonly backEnds?: boolean;
  /** Variables of all users beside the usual ones. */
  readonly env?: NodeJS.ProcessEnv;
}

const versionOf = (line: string): boolean => /^(?:-e )?[A-Za-z0-9./]/.test(line);

/** What a lockfile asks for, without comments and options. */
function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .filter(versionOf)
    .map((line) => line.replace(/ \\$/, ''))
    .sort();
}

/**
 * Commits a project with the hook while its work tree has something else, and holds the lockfiles against what a clean
 * clone gives: from the lockfiles that were there before, byte for byte; and `lockgen check` calls them fresh.
 */
export async function holds(kind: Kind): Promise<Hooked> {
  const env = { env: kind.env ?? {} };
  const world = kind.backEnds === true ? await withBackEnds(env) : await hooked(env);
  const { repository } = world;
  if (kind.first !== undefined) {
    await put(world, kind.first);
    await repository.git('add', '--all');
    await repository.commit('First');
  }
  await committed(world, kind);
  await sameInClone(world, kind);
  return world;
}

/** A repository with the hook, and an index that has real build back-ends. */
export async function withBackEnds(options: HookedOptions = {}): Promise<Hooked> {
  const world = await hooked(options);
  const { env } = world.repository;
  // One place for all, so that uv unpacks them once.
  env.UV_FIND_LINKS = `${env.UV_FIND_LINKS},${await backEnds()}`;
  return world;
}

/** All files of a folder, by path, as digests. */
export async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      found.set(
        path,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
  }
  return found;
}

/** Stages, edits on, and commits with the hook. */
export async function committed(world: Hooked, kind: Kind): Promise<void> {
  const { repository } = world;
  await put(world, kind.staged);
  await repository.git('add', '--all', '--force');
  await put(world, kind.unstaged);
  const { stderr } = await repository.commit('Change');
  const carried = await repository.files();
  for (const [path, lines] of Object.entries(kind.lockfiles)) {
    expect(carried, stderr).toContain(path);
    const text = await repository.show(`HEAD:${path}`);
    expect(entriesOf(text), path).toEqual(lines.toSorted());
    expect(await repository.read(path), path).toBe(text);
    // A git repository in a folder stands for one elsewhere.
    expect(text.replace(/git\+file:\S+/g, ''), path).not.toMatch(/file:\/\/|\/tmp\/|\s\/\S/);
    for (const word of kind.without ?? []) expect(text, path).not.toContain(word);
  }
  for (const [path, content] of Object.entries(kind.unstaged)) {
    if (content === null) expect(existsSync(repository.path(path)), path).toBe(false);
    else expect(await readFile(repository.path(path)), path).toEqual(Buffer.from(content));
  }
}

async function put({ repository }: Hooked, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    if (content === null) await repository.remove(path);
    else await repository.write(path, content);
  }
}

/** What a clean clone of HEAD, by somebody else, makes of the lockfiles that were there before it. */
export async function sameInClone(world: Hooked, kind: Kind): Promise<void> {
  const { repository, index } = world;
  const scratch = await scratchFolder();
  await repository.git('clone', '--quiet', '.', join(scratch, 'a clone'));
  const env = isolatedEnvironment(join(scratch, 'home'), {
    ...index.env,
    UV_FIND_LINKS: repository.env.UV_FIND_LINKS,
    ...kind.env,
  });
  const clone = openRepository(join(scratch, 'a clone'), join(scratch, 'home'), env);
  const lockgen = (...args: readonly string[]): Promise<RunResult> =>
    run(world.installed.bin, args, { cwd: clone.root, env });
  const paths = Object.keys(kind.lockfiles);
  for (const path of paths) {
    const before = await repository.tryShow(`HEAD~1:${path}`);
    if (before === undefined) await clone.remove(path);
    else await clone.write(path, before);
  }
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const made = await lockgen('generate', ...folders);
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  for (const path of paths) expect(await clone.read(path), path).toBe(await repository.read(path));
  expect(await clone.status(), 'what a generation in the clone leaves').toEqual([]);
  await rm(join(cacheFolder(env, process.platform, clone.home), 'verdicts'), {
    recursive: true,
    force: true,
  });
  const checked = await lockgen('check', ...folders);
  expect(checked, checked.stdout + checked.stderr).toMatchObject({ exitCode: 0 });
}

/** The one file of a made-up package, with its name. */
export function wheel(options: PackageOptions): { readonly fileName: string; readonly content: Buffer } {
  const [file] = packageFiles(options);
  if (file === undefined) throw new Error(`${options.name} has no file`);
  return file;
}

/** A package index of pages (PEP 503) in a folder of its own; gives its URL. */
export async function pages(packages: readonly PackageOptions[]): Promise<string> {
  const root = await scratchFolder();
  for (const options of packages) {
    const folder = join(root, options.name);
    await mkdir(folder, { recursive: true });
    const { fileName, content } = wheel(options);
    const digest = createHash('sha256').update(content).digest('hex');
    await writeFile(join(folder, fileName), content);
    const page = join(folder, 'index.html');
    const before = existsSync(page) ? await readFile(page, 'utf8') : '<!DOCTYPE html>\n';
    await writeFile(page, `${before}<a href="${fileName}#sha256=${digest}">${fileName}</a>\n`);
  }
  return pathToFileURL(root).href;
}

const BACK_ENDS = [
  'setuptools==80.9.0',
  'setuptools-scm==10.3.4',
  'hatchling==1.33.0',
  'hatch-vcs==0.5.0',
  'poetry-core==2.5.0',
];

/** The real build back-ends, downloaded once for all test files: what they make of a project is for no stand-in to say. */
async function backEnds(): Promise<string> {
  const digest = createHash('sha256').update(BACK_ENDS.join()).digest('hex').slice(0, 12);
  const kept = join(sharedFolder(), `back-ends-${digest}`);
  await exclusively('back-ends', async () => {
    if (existsSync(kept)) return;
    const env = isolatedEnvironment(await scratchFolder(), {}, { managedUv: false });
    const what = ['--only-binary', ':all:', '--dest', `${kept}.part`, ...BACK_ENDS];
    await runOk(realPython(), ['-m', 'pip', 'download', '--quiet', ...what], { env });
    await rename(`${kept}.part`, kept);
  });
  return kept;
}
