// topic: repositories
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Hooked } from '../../helpers/hooked.js';
import { edit, expectBlocked, expectCommits, expectCommitted, started } from './kept.js';

/** Settings that people have, or could have, and that change what git prints or does. */
const SETTINGS: Readonly<Record<string, string>> = {
  'advice.addEmptyPathspec': 'false',
  'alias.diff': '!false',
  'alias.ls-files': 'status',
  'alias.update-index': '!exit 3',
  'color.ui': 'always',
  'color.diff': 'always',
  'color.status': 'always',
  'column.ui': 'always',
  'commit.cleanup': 'verbatim',
  'commit.status': 'false',
  'commit.verbose': '2',
  'core.abbrev': '4',
  'core.commentChar': ';',
  'core.compression': '0',
  'core.pager': 'false',
  'core.quotePath': 'false',
  'core.whitespace': 'cr-at-eol,tab-in-indent',
  'diff.algorithm': 'histogram',
  'diff.colorMoved': 'zebra',
  'diff.external': 'false',
  'diff.ignoreSubmodules': 'all',
  'diff.indentHeuristic': 'false',
  'diff.mnemonicPrefix': 'true',
  'diff.noprefix': 'true',
  'diff.relative': 'true',
  'diff.renameLimit': '1',
  'diff.renames': 'copies',
  'diff.statGraphWidth': '3',
  'diff.submodule': 'log',
  'diff.suppressBlankEmpty': 'true',
  'diff.wordRegex': '.',
  'format.pretty': 'raw',
  'i18n.logOutputEncoding': 'ISO-8859-1',
  'log.date': 'relative',
  'log.decorate': 'full',
  'log.follow': 'true',
  'log.showSignature': 'true',
  'log.showRoot': 'false',
  'pager.diff': 'true',
  'pager.log': 'true',
  'status.branch': 'true',
  'status.relativePaths': 'false',
  'status.short': 'true',
  'status.showStash': 'true',
  'status.showUntrackedFiles': 'no',
  'transfer.fsckObjects': 'true',
};

async function configured(world: Hooked, settings: Readonly<Record<string, string>>): Promise<Hooked> {
  for (const [name, value] of Object.entries(settings)) {
    await world.repository.git('config', '--global', name, value);
  }
  return world;
}

test.concurrent("a user's configuration that changes all that git prints: the lockfiles are in the commit", async () => {
  const world = await started();
  const { repository } = world;
  const order = join(repository.home, 'order');
  await writeFile(order, '*.txt\n');
  await configured(world, { ...SETTINGS, 'diff.orderFile': order });
  await expectCommits(world);
  await expectBlocked(world);
});

test.concurrent('an environment that changes all that git prints: the lockfiles are in the commit', async () => {
  const world = await started();
  Object.assign(world.repository.env, {
    GIT_EXTERNAL_DIFF: 'false',
    GIT_DIFF_OPTS: '-u0',
    GIT_PAGER: 'false',
    GIT_PAGER_IN_USE: '1',
    GIT_EDITOR: 'false',
    GIT_TRACE: '1',
    GIT_TRACE_SETUP: '1',
    GIT_ADVICE: '0',
    GIT_FLUSH: '0',
    LANG: 'de_DE.UTF-8',
    LC_ALL: 'de_DE.UTF-8',
    LANGUAGE: 'de:fr',
    TERM: 'xterm-256color',
    FORCE_COLOR: '3',
    CLICOLOR_FORCE: '1',
  });
  await expectCommits(world);
});

test.concurrent('attributes of the user (`core.attributesFile`) that want CRLF: the lockfiles have LF in the commit and CRLF in the work tree', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write('../home/attributes', 'requirements*.txt text eol=crlf\n*.toml -diff\n');
  await configured(world, { 'core.attributesFile': join(repository.home, 'attributes') });
  await expectCommits(world);
  const committed = await repository.show('HEAD:requirements.txt');
  expect(await repository.read('requirements.txt')).toBe(committed.replaceAll('\n', '\r\n'));
});

test.concurrent('`core.bigFileThreshold` below the size of every file: the lockfiles are in the commit', async () => {
  const world = await started();
  await expectCommits(await configured(world, { 'core.bigFileThreshold': '1' }));
});

test.concurrent('`core.ignoreStat=true`: the lockfiles are in the commit, and in the work tree', async () => {
  const world = await started();
  const { repository } = world;
  await configured(world, { 'core.ignoreStat': 'true' });
  await repository.git('add', await edit(world, 'alpha<2'));
  await repository.commit('Change');
  await expectCommitted(world, '1.1.0');
  await repository.git('update-index', '--really-refresh');
  expect(await repository.status()).toEqual([]);
});
