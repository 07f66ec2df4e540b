import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  lchown,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { expect, it } from 'vitest';
import { type Random, randomFrom } from '../../soak/random.js';
import { findUv, installedUv } from '../../src/uv/find.js';
import { realPython } from '../helpers/environment.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { FAKE, fakeUv, type Machine, machine, script } from '../helpers/uv-machine.js';

/** How often each kind of damage is done, and of how many cases one is mended by the real pip. */
const ROUNDS = 4;
const BY_PIP = 11;
const SEED = 7;

/** An installation that is to be damaged. */
interface Place {
  /** `…/uv/99.9.9/linux-x64`. */
  readonly folder: string;
  readonly program: string;
  readonly record: string;
  /** A script that answers like uv, and leaves a file behind. */
  readonly canary: string;
  /** Somewhere else, empty. */
  readonly elsewhere: string;
  readonly random: Random;
}

/** What a disk, an interruption or another user can make of an installation, so that it must not be used. */
const DAMAGES: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'cut off at any length': ({ program, random }) => shortened(program, random),
  'bytes flipped, the times put back': async ({ program, random }) => {
    await keepingTimes(program, () => flipped(program, 1 + random.below(5), random));
  },
  'a canary of the same length in its place, the times put back': async ({ program, canary }) => {
    await keepingTimes(program, async () => writeFile(program, await padded(canary, program)));
  },
  'a canary renamed over it, the times put back': async ({ program, canary }) => {
    await keepingTimes(program, async () => {
      await writeFile(`${program}.new`, await padded(canary, program), { mode: 0o755 });
      await rename(`${program}.new`, program);
    });
  },
  'a disk that lost a bit a day ago and tells no time of change': async ({ program, record, random }) => {
    await flipped(program, 1, random);
    // Nobody can set the time of change: the record is made to know the new one.
    const facts = await stat(program, { bigint: true });
    const looks = [facts.size, facts.mode, facts.mtimeNs, facts.ctimeNs, facts.ino].join(' ');
    await editRecord(record, { looks, hashed: Date.now() - 25 * 60 * 60 * 1000 });
  },
  grown: ({ program }) => writeFile(program, '\necho more\n', { flag: 'a' }),
  empty: ({ program }) => writeFile(program, ''),
  gone: ({ program }) => rm(program),
  'not executable': ({ program }) => chmod(program, 0o644),
  'another kind of machine’s': async ({ program }) => {
    await writeFile(program, Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(120, 1)]));
  },
  'a link to a canary': async ({ program, canary, elsewhere }) => {
    await cp(canary, join(elsewhere, 'uv'));
    await rm(program);
    await symlink(join(elsewhere, 'uv'), program);
  },
  'a link to the right program elsewhere': async ({ program, elsewhere }) => {
    await rename(program, join(elsewhere, 'uv'));
    await symlink(join(elsewhere, 'uv'), program);
  },
  'a folder': async ({ program }) => {
    await rm(program);
    await mkdir(program);
  },
  'its folder a link': async ({ program, elsewhere }) => {
    await rename(dirname(program), join(elsewhere, 'bin'));
    await symlink(join(elsewhere, 'bin'), dirname(program));
  },
  'the installation a link': async ({ folder, elsewhere }) => {
    await cp(folder, join(elsewhere, 'made'), { recursive: true, preserveTimestamps: true });
    await rm(folder, { recursive: true });
    await symlink(join(elsewhere, 'made'), folder);
  },
  'the installation a file': async ({ folder }) => {
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
  },
  'half moved': async ({ folder, random }) => {
    for (const name of await readdir(folder))
      if (random.chance(0.5)) await rm(join(folder, name), { recursive: true });
    await rm(join(folder, 'bin'), { recursive: true, force: true });
  },
  'everybody may change it': async ({ program, canary }) => {
    await writeFile(program, await readFile(canary));
    await chmod(program, 0o777);
  },
  'everybody may change it, and nobody has': ({ program }) => chmod(program, 0o757),
  'everybody may change its folder': ({ program }) => chmod(dirname(program), 0o777),
  'another user’s': async ({ program, canary }) => {
    // Only root can give a file away; for others, the canary is enough.
    if (getuid?.() === 0) await lchown(program, 12_345, 12_345);
    else await writeFile(program, await readFile(canary));
  },
  'the record is gone': ({ record }) => rm(record),
  'the record is cut off': ({ record, random }) => shortened(record, random),
  'the record is rubbish': ({ record, random }) =>
    writeFile(record, Buffer.from(Array.from({ length: 200 }, () => random.below(256)))),
  'the record is another version’s': ({ record }) => editRecord(record, { version: '99.9.8' }),
  'the record is another machine’s': ({ record }) => editRecord(record, { machine: 'linux-s390x' }),
  'the record is of other bytes': ({ record }) =>
    editRecord(record, { sha256: '0'.repeat(64), looks: '', hashed: Date.now() }),
  'the record is a link': async ({ record, elsewhere }) => {
    await rename(record, join(elsewhere, 'record'));
    await symlink(join(elsewhere, 'record'), record);
  },
  'everybody may change the record': ({ record }) => chmod(record, 0o666),
};

async function shortened(path: string, random: Random): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, random.below(bytes.length)));
}

async function flipped(path: string, count: number, random: Random): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let flip = 0; flip < count; flip += 1) {
      const at = random.below(size);
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, at);
      await file.write(Buffer.from([byte.readUInt8() ^ (1 << random.below(8))]), 0, 1, at);
    }
  } finally {
    await file.close();
  }
}

async function keepingTimes(path: string, change: () => Promise<void>): Promise<void> {
  const { atime, mtime } = await stat(path);
  await change();
  await utimes(path, atime, mtime);
}

async function padded(path: string, like: string): Promise<string> {
  const { size } = await stat(like);
  return (await readFile(path, 'utf8')).padEnd(size, '\n');
}

async function editRecord(record: string, facts: Readonly<Record<string, string | number>>): Promise<void> {
  const value: unknown = JSON.parse(await readFile(record, 'utf8'));
  await writeFile(record, JSON.stringify({ ...Object(value), ...facts }));
}

/** A Python whose pip puts a copy of a good installation there, as fast as a disk copies; the real one where `slow` is. */
async function quickPython(good: string, slow: string): Promise<string> {
  return await script(
    'python3',
    `case "$*" in
  *"-m pip"*) [ -e '${slow}' ] && exec '${realPython()}' "$@"
    while [ "$1" != --target ]; do shift; done
    exec cp -R '${good}' "$2";;
  *) exec '${realPython()}' "$@";;
esac`,
  );
}

it('is never used when it is damaged, and is replaced by a right one', async () => {
  const random = randomFrom(SEED);
  const filler = Array.from({ length: 400 }, () => `: ${random.fraction()}`).join('\n');
  const { wanted, pip } = await fakeUv(`${filler}\necho 'uv ${FAKE}'`);
  const first: Machine = await machine(pip);
  const installed = await findUv(wanted, first);
  const right = await readFile(installed.path);
  const good = join(await scratchFolder(), 'good');
  await runOk('cp', ['-R', dirname(dirname(installed.path)), good]);
  await rm(join(good, 'lockgen.json'));
  const slow = join(await scratchFolder(), 'slow');
  const user = {
    ...first,
    env: { ...first.env, PATH: `${await quickPython(good, slow)}:${first.env.PATH}` },
  };
  const touched = join(await scratchFolder(), 'started');
  const canary = join(await script('uv', `echo "$0" >> '${touched}'\necho 'uv ${FAKE}'`), 'uv');

  const kinds = Object.entries(DAMAGES);
  const used: string[] = [];
  const kept: string[] = [];
  const cases = Array.from({ length: ROUNDS }, () => kinds).flat();
  expect(cases.length).toBeGreaterThan(100);
  for (const [number, [kind, damage]] of cases.entries()) {
    const { path } = await findUv(wanted, user);
    const folder = dirname(dirname(path));
    const elsewhere = await scratchFolder();
    await damage({ folder, program: path, record: join(folder, 'lockgen.json'), canary, elsewhere, random });
    if ((await installedUv(wanted, user)) !== undefined) used.push(`${number}: ${kind}`);
    if (number % BY_PIP === 0) await writeFile(slow, '');
    else await rm(slow, { force: true });
    const again = await findUv(wanted, user);
    if (again.warning !== undefined || again.origin !== 'managed')
      kept.push(`${number}: ${kind}: ${again.warning}`);
    if (!(await readFile(again.path)).equals(right)) kept.push(`${number}: ${kind}: wrong bytes`);
    if ((await installedUv(wanted, user))?.path !== again.path) kept.push(`${number}: ${kind}: not used`);
  }
  expect({ used, kept }).toEqual({ used: [], kept: [] });
  expect(existsSync(touched)).toBe(false);
  expect(await readdir(join(user.cache, 'uv', FAKE))).toHaveLength(1);
});

it.each<[string, (folder: string, program: string) => Promise<unknown>]>([
  ['touched', (_, program) => utimes(program, new Date(), new Date())],
  [
    'copied, as with a cache that CI restores',
    async (folder) => {
      await cp(folder, `${folder}-copy`, { recursive: true });
      await rm(folder, { recursive: true });
      await rename(`${folder}-copy`, folder);
    },
  ],
  [
    'hashed a day ago',
    (folder) => editRecord(join(folder, 'lockgen.json'), { hashed: Date.now() - 25 * 60 * 60 * 1000 }),
  ],
])('is used, and not installed again, when it was only %s', async (_, change) => {
  const { wanted, pip } = await fakeUv();
  const user = await machine(pip);
  const { path } = await findUv(wanted, user);
  const folder = dirname(dirname(path));
  await change(folder, path);
  const before = await readFile(join(folder, 'lockgen.json'), 'utf8');
  expect(await installedUv(wanted, user)).toMatchObject({ path, origin: 'managed' });
  expect(user.progress).toHaveLength(1);
  // Hashed once: the next run finds what it knows.
  const after = await readFile(join(folder, 'lockgen.json'), 'utf8');
  expect(after).not.toBe(before);
  expect(await installedUv(wanted, user)).toMatchObject({ path });
  expect(await readFile(join(folder, 'lockgen.json'), 'utf8')).toBe(after);
});

it('is not published when it isn’t what its wheel says', async () => {
  const { wanted, pip } = await fakeUv();
  const first = await machine(pip);
  const { path } = await findUv(wanted, first);
  const good = join(await scratchFolder(), 'good');
  await runOk('cp', ['-R', dirname(dirname(path)), good]);
  const list = join(good, `uv-${FAKE}.dist-info`, 'RECORD');
  await writeFile(list, `../../bin/uv,sha256=${'A'.repeat(43)},1\n`);
  const quick = await quickPython(good, '/nowhere');
  const user = await machine({ ...pip, PATH: `${quick}:${first.env.PATH}` });
  await expect(findUv(wanted, user)).rejects.toMatchObject({
    reason: 'uv-missing',
    detail: expect.stringContaining('is not what its wheel says'),
  });
  expect(await installedUv(wanted, user)).toBeUndefined();
  expect(await readdir(join(user.cache, 'uv', FAKE))).toEqual([]);
});
