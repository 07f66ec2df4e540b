// topic: interruptions
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../helpers/scratch.js';
import { expectPins } from './expect.js';
import { whileResolving, whileWriting } from './held.js';
import { expectAsBefore, type Interruptible, interruptible, NEW_PIN } from './interrupted.js';
import { EDITED } from './started.js';
import { CTRL_BACKSLASH, CTRL_C, CTRL_Z, openTerminal, type Shown, type Terminal } from './terminal.js';

const COMMIT = ['git', 'commit', '-m', 'Change'] as const;
const DIED = 128;

interface InTerminal {
  readonly world: Interruptible;
  readonly terminal: Terminal;
  /** Waits for the end of all, though what is held doesn't go on. */
  ended(): Promise<Shown>;
  /** Lets what is held go on, and waits for the end of all. */
  letGo(): Promise<Shown>;
}

/** A commit in a terminal, at a moment of it. */
async function at(
  moment: 'resolving' | 'writing',
  program: readonly [string, ...string[]] = COMMIT,
): Promise<InTerminal> {
  const world = await interruptible();
  const { repository } = world;
  const held = moment === 'resolving' ? await whileResolving() : await whileWriting(repository, NEW_PIN);
  const terminal = openTerminal(repository, program, held.env);
  await held.reached();
  return {
    world,
    terminal,
    async ended() {
      const shown = await terminal.ended();
      await held.letGo();
      return shown;
    },
    async letGo() {
      await held.letGo();
      return await terminal.ended();
    },
  };
}

const POLITE = { killed: false, hookDied: false } as const;

test.concurrent('a terminal that is closed while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { world, terminal, ended } = await at('resolving');
  terminal.close();
  expect((await ended()).exitCode).toBe(DIED + 1);
  await expectAsBefore(world, POLITE);
});

test.concurrent('a terminal that is closed while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  const { world, terminal, ended } = await at('writing');
  terminal.close();
  expect((await ended()).exitCode).toBe(DIED + 1);
  await expectAsBefore(world, POLITE);
});

test.concurrent('a terminal with a shell that is closed while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { world, terminal, ended } = await at('resolving', ['sh', '-ic', 'git commit -m Change; exit 0']);
  terminal.close();
  await ended();
  await expectAsBefore(world, POLITE);
});

test.concurrent('Ctrl-C while uv resolves: there is no commit, nothing has changed and nothing is left', async () => {
  const { world, terminal, ended } = await at('resolving');
  terminal.type(CTRL_C);
  const { exitCode, text } = await ended();
  expect(exitCode, text).toBe(DIED + 2);
  expect(text).toContain('lockgen: interrupted; nothing was written');
  await expectAsBefore(world, POLITE);
});

test.concurrent('Ctrl-C while lockfiles are written: all of them are taken back, and nothing is left', async () => {
  const { world, terminal, ended } = await at('writing');
  terminal.type(CTRL_C);
  const { exitCode, text } = await ended();
  expect(exitCode, text).toBe(DIED + 2);
  await expectAsBefore(world, POLITE);
});

test.concurrent('Ctrl-C pressed again and again: it is no more than once', async () => {
  const { world, terminal, letGo } = await at('writing');
  for (let times = 0; times < 5; times += 1) {
    terminal.type(CTRL_C);
    await setTimeout(30);
  }
  const { exitCode, text } = await letGo();
  expect(exitCode, text).toBe(DIED + 2);
  await expectAsBefore(world, POLITE);
});

test.concurrent('Ctrl-Backslash, which lockgen has no chance to tidy up after: the next commit does, and is right', async () => {
  const { world, terminal, letGo } = await at('resolving', [
    'sh',
    '-c',
    'ulimit -c 0; exec "$0" "$@"',
    ...COMMIT,
  ]);
  terminal.type(CTRL_BACKSLASH);
  expect((await letGo()).exitCode).toBe(DIED + 3);
  await expectAsBefore(world, { killed: true, hookDied: true });
});

test.concurrent('Ctrl-Z and fg while uv resolves: the commit goes on, and has its lockfiles', async () => {
  const world = await interruptible();
  const held = await whileResolving();
  const terminal = openTerminal(world.repository, ['sh', '-i'], { ...held.env, PS1: 'ready> ' });
  await terminal.shows('ready> ');
  terminal.type(`${COMMIT.join(' ')}\n`);
  await held.reached();
  terminal.type(CTRL_Z);
  await terminal.shows('Stopped');
  await held.letGo();
  terminal.type('fg; exit $?\n');
  const { exitCode, text } = await terminal.ended();
  expect(exitCode, text).toBe(0);
  await expectPins(world, EDITED);
});

test.concurrent('a terminal that is closed while the message is written: there is no commit, the lockfiles are staged, and the next commit is right', async () => {
  const world = await interruptible();
  const folder = await scratchFolder();
  const editor = join(folder, 'editor');
  await writeFile(editor, '#!/bin/sh\necho the editor is open\nread -r line\n', { mode: 0o755 });
  const terminal = openTerminal(world.repository, ['git', 'commit'], { GIT_EDITOR: editor });
  await terminal.shows('the editor is open');
  terminal.close();
  expect((await terminal.ended()).exitCode).not.toBe(0);
  expect(await world.repository.show(':requirements.txt')).toContain(NEW_PIN);
  await expectAsBefore(world, { ...POLITE, staged: true });
});
