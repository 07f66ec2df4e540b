import { chmod, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { type Answer, doctor, notOk, type Told } from '../../helpers/doctor.js';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { readReport } from '../../helpers/report-schemas.js';
import { runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';

/** Mounts and other users are the administrator's; without that right a test makes its machine otherwise. */
const isAdministrator = getuid?.() === 0;
const healthy = (): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });

const mounted: string[] = [];
afterEach(async () => {
  for (const folder of mounted.splice(0)) await runOk('umount', [folder], { env: process.env });
});

async function mount(folder: string, ...args: readonly string[]): Promise<void> {
  await runOk('mount', [...args, folder], { env: process.env });
  mounted.push(folder);
}

/** A folder whose file system has no byte left. */
async function fullFolder(): Promise<string> {
  const folder = await scratchFolder();
  await mount(folder, '-t', 'tmpfs', '-o', 'size=64k', 'none');
  await runOk('sh', ['-c', 'cat /dev/zero >"$1/fill" 2>/dev/null || :', 'sh', folder], { env: process.env });
  return folder;
}

/** doctor in a shell that has done something first. */
async function doctorAfter({ repository, installed }: Hooked, before: string): Promise<readonly Told[]> {
  const line = `${before}; exec "$1" doctor --format json`;
  const { stdout, stderr } = await repository.run('sh', ['-c', line, 'sh', installed.bin]);
  expect(stderr).toBe('');
  return (readReport(stdout) as { findings: readonly Told[] }).findings;
}

const onlyNotOk = (answer: Answer): Told | undefined => {
  expect(new Set(notOk(answer)).size, JSON.stringify(answer.findings)).toBe(1);
  return answer.findings.find(({ state }) => state === 'not-ok');
};

test('all is well: how much room there is', async () => {
  const world = await healthy();
  expect((await doctor(world)).says('disk')).toEqual([
    expect.stringMatching(
      /^ok \/.*\/tmp, [\d.]+ GB free, for temporary files; \/.*\/\.git, [\d.]+ GB free, for what git commits$/,
    ),
  ]);
});

test('a limit on the size of files', async () => {
  const told = (await doctorAfter(await healthy(), 'ulimit -f 200')).filter(({ check }) => check === 'disk');
  expect(told).toMatchObject([
    {
      state: 'not-ok',
      message: expect.stringMatching(/^\/.* takes no temporary files: EFBIG: file too large$/),
      byHand:
        'raise the limit on the size of files (ulimit -f), or name another folder: export TMPDIR=FOLDER',
    },
  ]);
});

test('a temporary folder that is gone', async () => {
  const answer = await doctor(await healthy(), ['--offline'], { env: { TMPDIR: '/gone' } });
  expect(onlyNotOk(answer)).toMatchObject({
    check: 'disk',
    message: '/gone takes no temporary files: ENOENT: no such file or directory',
    byHand: 'make that folder, or name another folder: export TMPDIR=FOLDER',
  });
});

test('a full disk, for temporary files and for the cache', async () => {
  const world = await healthy();
  if (!isAdministrator) return expect(await doctorAfter(world, 'ulimit -f 1')).not.toEqual([]);
  const full = await fullFolder();
  expect(onlyNotOk(await doctor(world, ['--offline'], { env: { TMPDIR: full } }))).toMatchObject({
    check: 'disk',
    message: expect.stringMatching(/takes no temporary files: ENOSPC: no space left on device$/),
    byHand: 'make room on the disk, or name another folder: export TMPDIR=FOLDER',
  });
  expect(onlyNotOk(await doctor(world, [], { env: { XDG_CACHE_HOME: full } }))).toMatchObject({
    check: 'cache',
    message: expect.stringMatching(/, 0 kB free: less than 150 MB, which an installation of uv takes$/),
    byHand: 'make room on that disk, or name another place: export XDG_CACHE_HOME=FOLDER',
  });
});

test('a home that is read-only', async () => {
  const world = await healthy();
  const { home } = world.repository;
  const cache = join(home, '.cache');
  if (isAdministrator) {
    await mount(cache, '--bind', cache);
    await runOk('mount', ['-o', 'remount,ro,bind', cache], { env: process.env });
  } else {
    await chmod(join(cache, 'lockgen'), 0o500);
  }
  const told = onlyNotOk(
    await doctor(world, [], { env: { XDG_CACHE_HOME: undefined, UV_CACHE_DIR: undefined } }),
  );
  expect(told).toMatchObject({
    check: 'cache',
    message: expect.stringMatching(/can't be written \(E(?:ROFS|ACCES)\), so nothing is kept between runs$/),
  });
  if (isAdministrator)
    expect(told?.byHand).toBe(
      'the file system is read-only: name another place: export XDG_CACHE_HOME=FOLDER',
    );
  // As it says.
  const other = await scratchFolder();
  const env = { XDG_CACHE_HOME: other, UV_CACHE_DIR: undefined };
  expect(notOk(await doctor(world, [], { env }))).toEqual([]);
  if (!isAdministrator) await chmod(join(cache, 'lockgen'), 0o700);
});

test("a cache folder that is somebody else's", async () => {
  const world = await healthy();
  const { repository, installed } = world;
  const cache = join(repository.home, 'shared-cache');
  await mkdir(join(cache, 'lockgen'), { recursive: true });
  // The administrator may write everywhere: then another user asks. Else nobody can be made the owner.
  const env = { ...repository.env, XDG_CACHE_HOME: isAdministrator ? cache : '/proc/1' };
  const copy = join(repository.home, 'package');
  await cp(installed.folder, copy, { recursive: true });
  const cli = [process.execPath, join(copy, 'dist/cli.cjs'), 'doctor', '--format', 'json', '--offline'];
  const as = ['setpriv', '--reuid', '1234', '--regid', '1234', '--clear-groups'];
  if (isAdministrator) {
    await runOk('chown', ['-R', '1234:1234', dirname(repository.home)], { env: process.env });
    await runOk('chown', ['-R', '0:0', cache], { env: process.env });
  }
  const [program = '', ...args] = isAdministrator ? [...as, ...cli] : cli;
  const { stdout } = await repository.run(program, args, { env });
  const { findings } = readReport(stdout) as { findings: readonly Told[] };
  const told = findings.filter(({ check, state }) => check === 'cache' && state === 'not-ok')[0];
  expect(told?.message).toMatch(
    /can't be written \(E[A-Z]+, another user's\), so nothing is kept between runs$/,
  );
  if (!isAdministrator) return;
  expect(told?.mend).toEqual([`sudo chown -R "$(id -un)" ${join(cache, 'lockgen')}`]);
  // As it says, but for sudo.
  await runOk('chown', ['-R', '1234', join(cache, 'lockgen')], { env: process.env });
  const after = await repository.run(program, args, { env });
  const { findings: then } = readReport(after.stdout) as { findings: readonly Told[] };
  expect(then.filter(({ check }) => check === 'cache').map(({ state }) => state)).not.toContain('unknown');
  expect(then.find(({ check }) => check === 'cache')?.state).toBe('ok');
});
