import { mkdir } from 'node:fs/promises';
import {
  requirementsIn,
  withDescription,
  withLineLength,
  withoutRequirement,
  withPython,
  withRequirement,
  withUvConstraints,
} from './manifest.js';
import { nameOf, RELEASES, REQUIREMENTS } from './packages.js';
import { noteOwn, type Play, runIn } from './play.js';
import { nth } from './random.js';
import { firstManifest } from './starts.js';
import { differences, filesDiffering, look } from './state.js';
import { type Folder, LOCKFILE_NAMES, type Step } from './steps.js';
import { inside } from './subject.js';
import { LOCKFILES } from './taken.js';
import { assertNone, Violation } from './violation.js';

/** What a person does to a `pyproject.toml`. */
async function editManifest(
  play: Play,
  folder: Folder,
  add: boolean,
  change: (text: string) => string | undefined,
): Promise<void> {
  const path = inside(folder, 'pyproject.toml');
  const text = (await play.tryRead(path)) ?? firstManifest(folder);
  const changed = change(text);
  if (changed === undefined) return;
  await put(play, path, changed, add);
}

async function put(play: Play, path: string, text: string, add: boolean): Promise<void> {
  await play.write(path, text);
  play.log.push(`wrote ${path}${add ? ', and staged it' : ''}`);
  if (add) await play.git('add', '--', path);
}

type Of<Name extends Step['do']> = Extract<Step, { readonly do: Name }>;

export function require(play: Play, { folder, list, text, add }: Of<'require'>): Promise<void> {
  return editManifest(play, folder, add, (manifest) => withRequirement(manifest, list, text));
}

export function unrequire(play: Play, { folder, list, n, add }: Of<'unrequire'>): Promise<void> {
  return editManifest(play, folder, add, (manifest) => {
    const requirement = nth(requirementsIn(manifest, list) ?? [], n);
    return requirement === undefined ? undefined : withoutRequirement(manifest, list, nameOf(requirement));
  });
}

/** A requirement that is there is tightened, loosened, or otherwise bound. */
export function respecify(play: Play, { folder, list, n, m, add }: Of<'respecify'>): Promise<void> {
  return editManifest(play, folder, add, (manifest) => {
    const requirement = nth(requirementsIn(manifest, list) ?? [], n);
    if (requirement === undefined) return undefined;
    const [, ...texts] = REQUIREMENTS.find(([name]) => name === nameOf(requirement)) ?? [''];
    const text = nth(
      texts.filter((one) => one !== requirement),
      m,
    );
    return text === undefined ? undefined : withRequirement(manifest, list, text);
  });
}

export function setPython(play: Play, { folder, python, add }: Of<'python'>): Promise<void> {
  return editManifest(play, folder, add, (manifest) => withPython(manifest, python));
}

export function editUnrelated(play: Play, { folder, n, add }: Of<'unrelated'>): Promise<void> {
  return editManifest(play, folder, add, (manifest) =>
    n % 2 === 0 ? withDescription(manifest, `Sample ${n}`) : withLineLength(manifest, 80 + (n % 40)),
  );
}

export async function constrain(play: Play, { where, text, add }: Of<'constrain'>): Promise<void> {
  const bound = text.includes(';') || /[<>=]/.test(text) ? text : `${nameOf(text)}>=0`;
  if (where === 'uv') {
    await editManifest(play, '', add, (manifest) =>
      withUvConstraints(manifest, manifest.includes('[tool.uv]') ? [] : [bound]),
    );
  } else if ((await play.tryRead('constraints.txt')) !== undefined) {
    await put(play, 'constraints.txt', `delta<3\n${bound}\n`, add);
  }
}

export async function editFile(play: Play, { path, n, add }: Of<'file'>): Promise<void> {
  const there = (await play.tryRead(path)) !== undefined;
  if (there && n % 5 === 0) {
    await play.remove(path);
    play.log.push(`removed ${path}`);
    if (add) await play.tryGit('rm', '--quiet', '--cached', '--', path);
    return;
  }
  play.counter += 1;
  await put(play, path, `Text ${play.counter}\n`, add);
}

/** A person's own hand in a lockfile. */
export async function editLockfile(play: Play, { folder, name, how, n, add }: Of<'lockfile'>): Promise<void> {
  const path = inside(folder, name);
  const text = await play.tryRead(path);
  if (text === undefined) return;
  if (how === 'remove') {
    if (add || n % 2 === 0) await play.remove(path);
    if (add || n % 2 === 1) await play.tryGit('rm', '--quiet', '--cached', '--', path);
    play.log.push(`removed ${path}`);
    return;
  }
  play.counter += 1;
  const pins = [...text.matchAll(/^([\w.-]+)==([^\s;]+)/gm)];
  const [line, pinned] = nth(pins, n) ?? [];
  const changed =
    how === 'pin' && line !== undefined && pinned !== undefined
      ? text.replace(line, `${pinned}==0.${play.counter}`)
      : `${text}# note ${play.counter}\n`;
  await put(play, path, changed, add);
}

/** A project goes, with or without its lockfiles: then the hook takes them along. */
export async function removeProject(play: Play, { folder, lockfiles }: Of<'remove-project'>): Promise<void> {
  for (const name of ['pyproject.toml', ...(lockfiles ? LOCKFILE_NAMES : [])]) {
    const { exitCode } = await play.tryGit('rm', '--quiet', '--', inside(folder, name));
    if (exitCode === 0) play.log.push(`removed ${inside(folder, name)}`);
  }
}

/** A project moves to another folder, with or without its lockfiles. */
export async function moveProject(play: Play, { lockfiles }: Of<'move-project'>): Promise<void> {
  const from = (await play.tryRead('svc/pyproject.toml')) === undefined ? 'lib' : 'svc';
  const to = from === 'svc' ? 'lib' : 'svc';
  if ((await play.tryRead(`${from}/pyproject.toml`)) === undefined) return;
  if ((await play.tryRead(`${to}/pyproject.toml`)) !== undefined) return;
  await mkdir(play.path(to), { recursive: true });
  for (const name of ['pyproject.toml', ...(lockfiles ? LOCKFILE_NAMES : [])]) {
    const { exitCode } = await play.tryGit('mv', `${from}/${name}`, `${to}/${name}`);
    if (exitCode === 0) play.log.push(`moved ${from}/${name} to ${to}/${name}`);
  }
}

export async function release(play: Play, { n }: Of<'release'>): Promise<void> {
  const one = nth(
    RELEASES.filter(({ name, version }) => !play.released.has(`${name}==${version}`)),
    n,
  );
  if (one === undefined) return;
  await play.worker.index.add([one]);
  play.released.set(`${one.name}==${one.version}`, one);
  play.log.push(`${one.name} ${one.version} is released`);
}

/** A release that no lockfile has pinned so far is withdrawn. */
export async function withdraw(play: Play, { n }: Of<'withdraw'>): Promise<void> {
  const [pin, one] =
    nth(
      [...play.released].filter(([name]) => !play.everPinned.has(name)),
      n,
    ) ?? [];
  if (pin === undefined || one === undefined) return;
  await play.worker.index.remove(one.name, one.version);
  play.released.delete(pin);
  play.log.push(`${pin} is withdrawn`);
}

/** `lockgen generate` writes lockfiles into the work tree, and nothing else. */
export async function generate(play: Play, { folder, add }: Of<'generate'>): Promise<void> {
  const before = await look(play);
  if (!before.work.has(inside(folder, 'pyproject.toml'))) return;
  const result = await lockgen(play, ['generate', ...(folder === '' ? [] : [folder])]);
  const after = await look(play);
  const work = (files: typeof before) => new Map([...files.work].filter(([path]) => !LOCKFILES.has(path)));
  assertNone('generate writes lockfiles alone', [
    ...differences({ ...before, work: new Map() }, { ...after, work: new Map() }),
    ...filesDiffering('work tree', work(before), work(after)),
    ...(result === 0 ? [] : differences(before, after)),
  ]);
  for (const path of LOCKFILES) {
    const text = before.work.get(path) === after.work.get(path) ? undefined : await play.tryRead(path);
    if (text === undefined) continue;
    noteOwn(play, text);
    if (add) await play.git('add', '--', path);
  }
}

/** `lockgen check` writes nothing, and has an answer. */
export async function check(play: Play): Promise<void> {
  const before = await look(play);
  const exitCode = await lockgen(play, ['check']);
  if (exitCode > 2) throw new Violation('check has an answer', `exit ${exitCode}`);
  assertNone('check writes nothing', differences(before, await look(play)));
}

async function lockgen(play: Play, args: readonly string[]): Promise<number> {
  const { exitCode, stdout, stderr } = await runIn(play, play.root, play.worker.stage.bin, args);
  play.log.push(`$ lockgen ${args.join(' ')}\n${stderr}${stdout}exit ${exitCode}`);
  return exitCode;
}
