import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloneOfThis, REPOSITORY } from '../helpers/clone.js';
import { run } from '../helpers/run.js';

test('changesets make a version, in every place that tells it, and it can be published', async () => {
  const { folder, env, git, npm: runNpm } = await cloneOfThis();
  await writeFile(join(folder, '.git/info/exclude'), 'node_modules\n');
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const npm = (...args: string[]) => runNpm('run', ...args);
  const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const write = (path: string, text: string): Promise<void> => writeFile(join(folder, path), text);
  const grep = (pattern: string) =>
    run('git', ['grep', '-nE', pattern, '--', '*.md', '*.yml', ':!CHANGELOG.md'], { cwd: folder, env });
  const old = String(JSON.parse(await read('package.json')).version);

  const idle = await npm('version');
  expect(idle.exitCode).not.toBe(0);
  expect(idle.stderr).toContain('there is no changeset, so there is nothing to release');

  await write('.changeset/sees.md', '---\nlockgen: minor\n---\n\n`lockgen see`: sees,\nand tells.\n');
  await runVersion();
  const version = String(JSON.parse(await read('package.json')).version);
  expect(version).not.toBe(old);
  const lock = JSON.parse(await read('package-lock.json'));
  expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
  expect(await read('CHANGELOG.md')).toMatch(
    new RegExp(
      `^# Changelog\\n\\n## ${version}\\n\\n### Minor Changes\\n\\n- \`lockgen see\`: sees,\\n  and tells\\.\\n`,
    ),
  );
  expect(parse(await read('action.yml')).inputs.version.default).toBe(version);
  // git grep ends with 1 where it finds nothing.
  const left = await grep(`lockgen@v?${old.replaceAll('.', '\\.')}\\b`);
  expect(left).toMatchObject({ exitCode: 1, stdout: '' });
  expect((await git('status', '--porcelain', '.changeset')).stdout).toBe('');
  await git('commit', '--quiet', '-am', 'Version');

  const address = 'git+https://example.org/team/lockgen.git';
  const publish = (...args: string[]) => npm('release', '--', ...args, '--dry-run');
  for (const [wrong, told] of [
    [[`v${old}`, address], `package.json has ${version}`],
    [[`v${version}`, 'team/lockgen'], 'is no address'],
    [[`v${version}`, address, '--force'], 'unknown: --force'],
  ] as const) {
    const result = await publish(...wrong);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(told);
  }
  const { exitCode, stdout, stderr } = await publish(`v${version}`, address);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain(`+ lockgen@${version}`);
  expect(stderr).toContain('dist/core.cjs');
  // npm tells here what it would have corrected.
  expect(stderr).not.toContain('auto-corrected');
  expect((await git('status', '--porcelain')).stdout).toBe('');

  async function runVersion(): Promise<void> {
    const result = await npm('version');
    expect(result.exitCode, result.stderr).toBe(0);
  }
});
