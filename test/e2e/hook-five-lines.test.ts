import { spawn } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { failureMessages, sourcesIn } from '../../scripts/messages.js';
import { EXIT_CODES } from '../../src/exit-codes.js';
import type { FailureReason } from '../../src/failure.js';
import type { Block } from '../helpers/blocks.js';
import { BLOCKS_BY_CONTENT } from '../helpers/blocks-by-content.js';
import { BLOCKS_BY_MACHINE } from '../helpers/blocks-by-machine.js';
import { slowUv, temporaryFiles } from '../helpers/hooked.js';
import { installedLockgen } from '../helpers/package.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { typedThere } from '../helpers/typed.js';
import { standing, type Wired, wired } from '../helpers/wired.js';

const BLOCKS: Readonly<Record<string, Block>> = { ...BLOCKS_BY_CONTENT, ...BLOCKS_BY_MACHINE };

/** Reasons that no commit can be blocked for, each with why. */
const NEVER: Readonly<Partial<Record<FailureReason, string>>> = {
  usage: 'git gives a hook no arguments; it is of command lines alone',
  unmerged: 'git makes no commit while a path is unmerged, and calls no hook; lockgen resolve says it',
};

const messages = failureMessages(sourcesIn(new URL('../../src/', import.meta.url)));

/** The reasons that a headline can have, by the catalogue. */
function reasonsOf(headline: string): readonly string[] {
  const isSaid = (message: string): boolean => {
    const [first = ''] = message.split('\n');
    const words = first.split(/\{\w+\}/).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${words.join('.*')}$`).test(headline) && /[a-z]/.test(words.join(''));
  };
  return messages.filter((one) => one.messages.some(isSaid)).flatMap(({ reasons }) => reasons);
}

interface Blocked {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** Whether something was changed by it. */
  readonly changed: boolean;
}

async function blockedBy({ files, done, meanwhile }: Block): Promise<Blocked & { readonly world: Wired }> {
  const world = await wired();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }), 'notes.md': 'one\n' });
  await repository.commit('Start');
  await repository.stage({ 'notes.md': 'two\n', ...files });
  await repository.write('notes.md', 'three\n');
  await repository.write('untracked.md', 'mine\n');
  const env = await done?.(world);
  if (meanwhile !== undefined) return { ...(await during(world, meanwhile)), world };
  const before = await standing(repository);
  const { exitCode, stderr } = await world.commit(env === undefined ? {} : { env });
  return { exitCode, stderr, changed: (await standing(repository)) !== before, world };
}

/** Starts a commit, and does something once uv is at work in it. */
async function during(world: Wired, act: NonNullable<Block['meanwhile']>): Promise<Blocked> {
  const { repository } = world;
  const { env, isRunning } = await slowUv(repository, 1.5);
  // The shell that notes the exit code stays where Ctrl-C ends the rest.
  const hook = join(repository.home, 'hook');
  await writeFile(hook, (await readFile(hook, 'utf8')).replace('\n', '\ntrap : INT\n'));
  const git = spawn('git', ['commit', '-m', 'Change'], {
    cwd: repository.root,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  git.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  const ended = new Promise((resolve) => git.once('close', resolve));
  while (!isRunning()) await setTimeout(20);
  if (git.pid === undefined) throw new Error('git was not started');
  await act(world, git.pid);
  const before = await standing(repository);
  await ended;
  const note = Number(await readFile(join(repository.home, 'exit-code'), 'utf8'));
  return { exitCode: note, stderr, changed: (await standing(repository)) !== before };
}

/** What ends a hook before there is a node to say more. */
const SHELL: Readonly<Record<string, (world: Wired) => Promise<NodeJS.ProcessEnv>>> = {
  'no node from 20.19 on was found': async ({ repository }) => {
    const folder = await scratchFolder();
    for (const name of ['git', 'sh', 'readlink']) {
      const { stdout } = await repository.run('sh', ['-c', `command -v ${name}`]);
      await symlink(stdout.trim(), join(folder, name));
    }
    return { PATH: folder };
  },
  'its program was not found': async ({ repository }) => {
    const { shim } = await installedLockgen();
    await repository.wireHook(shim, { as: 'copy' });
    return {};
  },
};

describe('a blocked commit', () => {
  test('is tried for every reason that there is', () => {
    const tried = new Set<string>(Object.values(BLOCKS).map(({ reason }) => reason));
    const all = Object.keys(EXIT_CODES);
    expect(all.filter((reason) => !tried.has(reason) && !(reason in NEVER))).toEqual([]);
    expect(Object.keys(NEVER).filter((reason) => tried.has(reason))).toEqual([]);
  });

  test.concurrent.each(Object.entries(BLOCKS))(
    '%s: at most five lines of lockgen’s, above the words of others',
    async (_, block) => {
      const { exitCode, stderr, changed, world } = await blockedBy(block);
      // git's own, before it calls its hooks.
      const lines = stderr
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('error: '));
      const ours = lines.slice(0, lines.findLastIndex((line) => line.startsWith('lockgen: ')) + 1);
      const others = lines.slice(ours.length);
      expect(ours.length, stderr).toBeLessThanOrEqual(5);
      expect(
        others.filter((line) => !line.startsWith('  ')),
        stderr,
      ).toEqual([]);
      expect(lines.length, stderr).toBeLessThanOrEqual(20);
      // What was waited for may stand above it.
      const first = ours.find((line) => !/^lockgen: (?:resolving|installing uv) /.test(line)) ?? '';
      expect(first, stderr).toContain(block.says);
      const isInterrupted = block.reason === 'interrupted';
      const headline = first.replace(isInterrupted ? 'lockgen: ' : 'lockgen: commit blocked: ', '');
      if (!isInterrupted) {
        expect(first, stderr).toMatch(/^lockgen: commit blocked: /);
        expect(ours.filter((line) => /^lockgen: next: \S/.test(line)).length, stderr).toBe(1);
        expect(ours.at(-1), stderr).toMatch(/^lockgen: nothing was changed: /);
      }
      expect(exitCode, stderr).toBe(EXIT_CODES[block.reason]);
      const reasons = reasonsOf(headline);
      // Of some the catalogue has `{message}` alone.
      if (reasons.length > 0) expect(reasons, headline).toContain(block.reason);
      expect(changed, stderr).toBe(false);
      expect(await temporaryFiles(world.repository)).toEqual([]);
    },
  );

  test.concurrent.each(Object.entries(SHELL))('%s: five lines by the hook’s shell', async (says, done) => {
    const world = await wired();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    const env = { ...repository.env, ...(await done(world)) };
    const before = await standing(repository);
    const committed = await repository.tryCommit('Change', { env });
    expect(committed.exitCode).not.toBe(0);
    expect(committed.stderr.trimEnd().split('\n').length, committed.stderr).toBeLessThanOrEqual(5);
    expect(committed.stderr).toContain(
      `lockgen: ${says}, so the lockfiles of this commit could not be made.`,
    );
    expect(committed.stderr).toMatch(/(?:npm ci|git config lockgen\.node)/);
    expect(await standing(repository)).toBe(before);
    const hook = await repository.run(repository.path('.git/hooks/pre-commit'), [], { env });
    expect(hook.exitCode, hook.stderr).toBe(2);
  });

  test('whose configuration has many errors names a command that shows all', async () => {
    const { stderr, world } = await blockedBy(BLOCKS['many errors in the configuration'] ?? expect.fail());
    const [, command = ''] = / more: (.*) shows them$/m.exec(stderr) ?? [];
    const { repository } = world;
    const shown = await typedThere({ repository, installed: await installedLockgen() }, command);
    expect(shown.exitCode).toBe(2);
    expect(shown.stderr).toContain('.lockgenrc: nonsense8: unknown option');
  });
});
