import { symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { commandsIn, STEP } from '../helpers/loudness.js';
import { pyproject } from '../helpers/projects.js';
import { type RunResult, run } from '../helpers/run.js';

const managed = pyproject({ dependencies: ['alpha'], extras: { full: ['delta'] }, more: '[tool.lockgen]' });
const FILES = { 'pyproject.toml': managed };

/** What a command does with the three. */
interface Loud {
  readonly args: readonly string[];
  /** What it is run in. Default: all is well. */
  readonly where?: (world: Hooked) => Promise<void>;
  /** Whether what it prints on stdout is what it was asked for, and stays. */
  readonly answers: boolean;
  /** Whether it runs uv. */
  readonly uv: boolean;
  /** Default 0. */
  readonly exitCode?: number;
}

const staged = async ({ repository }: Hooked): Promise<void> =>
  await repository.stage({ 'pyproject.toml': managed.replace('alpha', 'theta') });
const inConflict = async (world: Hooked): Promise<void> => {
  const { repository } = world;
  await repository.git('switch', '--quiet', '--create', 'theirs');
  await world.commit({ 'pyproject.toml': managed.replace('delta', 'delta<2') });
  await repository.git('switch', '--quiet', '-');
  await world.commit({ 'pyproject.toml': managed.replace('alpha', 'alpha<2') });
  await repository.git('switch', '--quiet', '--create', 'again');
  await repository.stage({ 'requirements-full.txt': '# another text\n' });
  await repository.git('commit', '--no-verify', '-m', 'Again');
  const merged = await repository.tryGit('merge', 'theirs');
  expect(merged.stdout).toContain('CONFLICT');
};
const installedHere = async ({ repository, installed }: Hooked): Promise<void> => {
  await symlink(`${installed.project}/node_modules`, repository.path('node_modules'));
  await repository.stage({ '.gitignore': 'node_modules\n' });
};
const FOUR = Array.from({ length: 4 }, () => 'requirements.txt');

/** Every command that takes them, by its words. */
const LOUD: Readonly<Record<string, Loud>> = {
  hook: { args: [], where: staged, answers: false, uv: true },
  generate: { args: [], where: staged, answers: false, uv: true },
  resolve: { args: [], where: inConflict, answers: false, uv: true },
  'merge-driver': { args: FOUR, answers: false, uv: false },
  status: { args: [], answers: true, uv: false },
  config: { args: [], answers: true, uv: false },
  init: { args: ['--dry-run'], where: installedHere, answers: true, uv: false },
  uninstall: { args: ['--dry-run'], answers: true, uv: false },
  check: { args: ['--no-cache'], answers: false, uv: true },
  diff: { args: [], where: staged, answers: false, uv: false },
  why: { args: ['alpha'], answers: true, uv: false },
  validate: {
    args: ['requirements.txt', '--allow-missing', '--python', realPython()],
    answers: false,
    uv: false,
  },
  doctor: { args: ['--offline'], answers: true, uv: false },
  completion: { args: ['bash'], answers: true, uv: false },
  // The index of the test has no uv.
  'uv upgrade': { args: ['--dry-run'], answers: false, uv: true, exitCode: 2 },
};

/** How a command ends that is told how much to say. */
async function loud(name: string, flag: string): Promise<{ world: Hooked; result: RunResult; how: Loud }> {
  const how = LOUD[name];
  if (how === undefined) throw new Error(`no such command: ${name}`);
  const world = await startedWith(FILES);
  await how.where?.(world);
  const result = await world.lockgen([...name.split(' '), flag, ...how.args]);
  expect(result.exitCode, result.stdout + result.stderr).toBe(how.exitCode ?? 0);
  return { world, result, how };
}

describe('every command that takes --quiet, --verbose and --debug', () => {
  test('is tried', async () => {
    // It is made of the declarations.
    const { stdout } = await (await startedWith(FILES)).lockgen(['completion', 'bash']);
    const options = [...stdout.matchAll(/^ {4}'([^']+)'\) REPLY='(-[^']*)' ;;$/gm)];
    const taking = (flag: string): string[] =>
      options.flatMap(([, name = '', all = '']) => (all.split(' ').includes(flag) ? [name] : [])).sort();
    for (const flag of ['--quiet', '--verbose', '--debug'])
      expect(taking(flag)).toEqual(Object.keys(LOUD).sort());
  });

  test.concurrent.each(Object.keys(LOUD))('%s --quiet prints failures and data alone', async (name) => {
    const { result, how } = await loud(name, '--quiet');
    if (how.exitCode === undefined) expect(result.stderr).toBe('');
    else expect(result.stderr).toMatch(/^lockgen: .*\nlockgen: next: /);
    if (how.answers) expect(result.stdout).not.toBe('');
    else expect(result.stdout).toBe('');
  });

  test.concurrent.each(Object.keys(LOUD))('%s --verbose prints what it has uv do', async (name) => {
    const { world, result, how } = await loud(name, '--verbose');
    const commands = commandsIn(result.stderr);
    expect(commands.length > 0, result.stderr).toBe(how.uv);
    const [first] = commands.filter((command) => !command.includes('UV_OFFLINE=1'));
    if (first === undefined) return;
    const { env } = world.repository;
    const again = await run('/bin/sh', ['-c', first], { cwd: '/', env });
    expect(again.exitCode === 0, `${first}\n${again.stderr}`).toBe(how.exitCode === undefined);
  });

  test.concurrent.each(Object.keys(LOUD))('%s --debug prints a timeline, with the end', async (name) => {
    const { result, how } = await loud(name, '--debug');
    const lines = result.stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(new RegExp(`^lockgen: debug: .* {2}ended with ${how.exitCode ?? 0}$`));
    const debug = lines.filter((line) => line.startsWith('lockgen: debug: '));
    expect(debug.filter((line) => !STEP.test(line))).toEqual([]);
    if (how.uv) expect(debug.some((line) => line.includes('ms  uv pip compile '))).toBe(true);
  });
});
