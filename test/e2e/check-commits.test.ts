import { rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import type { RunResult } from '../helpers/run.js';
import { advance, type Library, makeLibrary } from './library.js';
import { check, generate, makeWorld, type World } from './resolve-world.js';

const taking = (library: Library, reference: string, more: readonly string[] = []): string =>
  pyproject({
    dependencies: [`lib @ ${library.url}${reference}`, ...more],
    extras: { full: ['theta'] },
  });
const sourced = (library: Library, table: string): string =>
  pyproject({
    dependencies: ['lib'],
    more: `[tool.uv.sources]\nlib = { git = "${library.plain}", ${table} }`,
  });

/** A project that takes a library from its branch `main` (or whatever `text` says), locked and committed. */
async function locked(
  text = (library: Library): string => taking(library, '@main'),
): Promise<{ library: Library; world: World; pinned: string }> {
  const library = await makeLibrary('lib', ['alpha<2']);
  const world = await makeWorld({ files: { 'pyproject.toml': text(library) } });
  await generate(world);
  await commitAll(world);
  return { library, world, pinned: (await library.origin.id()).slice(0, 12) };
}

async function commitAll({ repository }: World): Promise<void> {
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Lockfiles');
}

/** A new commit on the library's branch, which no lockfile of ours could be made with. */
const move = ({ origin }: Library): Promise<string> =>
  advance(origin, 'lib', ['delta'], { requiresPython: '>=3.13' });

const withoutHistory = ({ repository }: World): Promise<void> =>
  rm(repository.path('.git'), { recursive: true });

async function verdict(world: World): Promise<RunResult> {
  const result = await check(world);
  expect(result.stderr).toBe('');
  return result;
}

test.concurrent('a branch that moved is no drift, as long as it can be asked', async () => {
  const { library, world } = await locked();
  await move(library);
  expect(await verdict(world)).toMatchObject({ exitCode: 0 });
  await rename(library.origin.root, `${library.origin.root}-gone`);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 2 });
  expect(result.stdout).toMatch(
    /^unknown {2}requirements\.txt: line \d+: lib: whether branch or tag main of file:\S+ reaches \w{12} could not be asked$/m,
  );
});

test.concurrent('a commit that is named as such is asked of nobody', async () => {
  const library = await makeLibrary('lib', ['alpha<2']);
  const commit = await library.origin.id();
  const world = await makeWorld({ files: { 'pyproject.toml': taking(library, `@${commit}`) } });
  await generate(world);
  await commitAll(world);
  await rename(library.origin.root, `${library.origin.root}-gone`);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 0 });
});

test.concurrent('another commit, which no branch has, put into the lockfile by hand', async () => {
  const { library, world, pinned } = await locked();
  const { origin } = library;
  await origin.git('checkout', '--quiet', '--detach');
  await advance(origin, 'lib', ['alpha<2']);
  const foreign = await origin.id();
  await origin.git('checkout', '--quiet', 'main');
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    const text = await world.repository.read(path);
    expect(text).toContain(pinned);
    await world.repository.write(path, text.replaceAll(new RegExp(`${pinned}\\w*`, 'g'), foreign));
  }
  await commitAll(world);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 1 });
  expect(result.stdout).toContain(
    `lib: commit ${foreign.slice(0, 12)} can't be reached from branch or tag main`,
  );
});

test.concurrent('a branch that moved is no drift without history, since it still reaches the commit', async () => {
  const { library, world } = await locked();
  await move(library);
  await withoutHistory(world);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 0 });
});

test.concurrent('a branch without a name that moved is none either', async () => {
  for (const text of [
    (library: Library) => taking(library, ''),
    (library: Library) => sourced(library, 'rev = "main"'),
  ]) {
    const { library, world } = await locked(text);
    await move(library);
    await withoutHistory(world);
    const result = await verdict(world);
    expect(result, result.stdout).toMatchObject({ exitCode: 0 });
  }
});

test.concurrent('a branch that was rewritten is stale, with history or without', async () => {
  const { library, world, pinned } = await locked();
  await library.origin.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Otherwise');
  await move(library);
  expect(await verdict(world)).toMatchObject({ exitCode: 1 });
  await withoutHistory(world);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 1 });
  expect(result.stdout).toMatch(
    new RegExp(
      `^stale {4}requirements\\.txt: line \\d+: lib: commit ${pinned} can't be reached from branch or tag main of file:`,
      'm',
    ),
  );
  expect(result.stdout).toContain('to mend: npx lockgen generate --upgrade-package=lib .');
});

test.concurrent('what mends a rewritten branch takes the new commit, and nothing else is recorded as fresh', async () => {
  const { library, world } = await locked();
  const { repository } = world;
  await library.origin.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Otherwise');
  // A regeneration holds what is pinned: what it writes is no proof that the branch has it.
  expect(await generate(world)).toContain('unchanged requirements.txt');
  const stale = await verdict(world);
  expect(stale, stale.stdout).toMatchObject({ exitCode: 1 });
  expect(stale.stdout).toMatch(/^to mend: npx lockgen generate --upgrade-package=lib \.$/m);
  expect(stale.stdout).not.toContain('since ');
  await generate(world, '--upgrade-package=lib', '.');
  await repository.git('add', '--all');
  expect(await verdict(world)).toMatchObject({ exitCode: 0 });
  await library.origin.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Once more');
  expect(await verdict(world)).toMatchObject({ exitCode: 1 });
});

test.concurrent('could not tell where the repository can’t be asked, with git’s words', async () => {
  const { library, world } = await locked();
  await move(library);
  await withoutHistory(world);
  // As after a check that saw where the branch is now; the next one has no way to the repository.
  await verdict(world);
  await rename(library.origin.root, `${library.origin.root}-gone`);
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 2 });
  expect(result.stdout).toMatch(/^unknown {2}requirements\.txt: line \d+: lib: .* could not be asked$/m);
  expect(result.stdout).toContain('does not appear to be a git repository');
});

test.concurrent('a branch that was edited is stale if it doesn’t reach the commit', async () => {
  const { library, world, pinned } = await locked();
  await library.origin.git('checkout', '--quiet', '--orphan', 'other');
  await advance(library.origin, 'lib', ['alpha<1.1']);
  await world.repository.write('pyproject.toml', taking(library, '@other'));
  const edited = await verdict(world);
  expect(edited, edited.stdout).toMatchObject({ exitCode: 1 });
  expect(edited.stdout).toContain(`lib: commit ${pinned} can't be reached from branch or tag other of `);
  expect(edited.stdout).toContain('alpha 1.1.0 → 1.0.0');
  await withoutHistory(world);
  // What has changed since then, only history tells.
  const stdout = edited.stdout.replace(/^ +since .*\n/gm, '');
  expect(await verdict(world)).toMatchObject({ exitCode: 1, stdout });
});

test.concurrent('a branch that was edited is fresh if it reaches the commit', async () => {
  const { library, world } = await locked();
  await library.origin.git('checkout', '--quiet', '-b', 'next');
  await move(library);
  await world.repository.write('pyproject.toml', taking(library, '@next'));
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 0 });
});

test.concurrent('a tag that was edited is stale, even if its history has the commit', async () => {
  for (const text of [
    (library: Library, tag: string) => taking(library, `@${tag}`),
    (library: Library, tag: string) => sourced(library, `tag = "${tag}"`),
    (library: Library, tag: string) => sourced(library, `rev = "${tag}"`),
  ]) {
    const { library, world } = await locked((one) => text(one, 'v1'));
    await advance(library.origin, 'lib', ['alpha<2']);
    await library.origin.git('tag', 'v2');
    expect(await verdict(world)).toMatchObject({ exitCode: 0 });
    await world.repository.write('pyproject.toml', text(library, 'v2'));
    const result = await verdict(world);
    expect(result, result.stdout).toMatchObject({ exitCode: 1 });
    await withoutHistory(world);
    expect(await verdict(world)).toMatchObject({ exitCode: 1 });
  }
});

test.concurrent('a branch that is not there is stale, with what to do', async () => {
  const { library, world } = await locked();
  await world.repository.write('pyproject.toml', taking(library, '@no-such-branch'));
  const result = await verdict(world);
  expect(result, result.stdout).toMatchObject({ exitCode: 1 });
  expect(result.stdout).toContain('has no branch or tag no-such-branch');
  expect(result.stdout).toContain('next: correct the reference of lib in pyproject.toml');
});

test.concurrent('beside a branch that moved, drift is still drift', async () => {
  const { library, world } = await locked((one) => taking(one, '@main', ['alpha']));
  await move(library);
  const text = await world.repository.read('requirements.txt');
  await world.repository.write('requirements.txt', text.replace(/alpha==\S+/, 'alpha==1.0.0'));
  await withoutHistory(world);
  const { exitCode, stdout } = await verdict(world);
  expect(exitCode, stdout).toBe(1);
  expect(stdout).toMatch(/^stale {4}requirements\.txt: /m);
});
