import type { Block } from './markdown.js';

/** A test file that runs blocks of a page; where it says no section, or no language, those of all. */
export interface Runner {
  readonly page: string;
  readonly section?: string;
  readonly language?: string;
  /** Path from the root. */
  readonly test: string;
}

const MANAGERS = 'test/e2e/managers';
const managers = (section: string, name: string): Runner => ({
  page: 'docs/hook-managers.md',
  section,
  test: `${MANAGERS}/${name}.test.ts`,
});

/**
 * Which test runs which blocks of the documentation. The test opens the page by `openPage`, which holds it to this:
 * each of its blocks must have been given to it when it ends.
 */
export const RUNNERS: readonly Runner[] = [
  { page: 'README.md', section: 'lockgen', test: 'test/e2e/pages/readme.test.ts' },
  { page: 'README.md', section: 'In CI', test: 'test/e2e/pages/readme.test.ts' },
  { page: 'README.md', section: 'As a library', test: 'test/e2e/pages/readme.test.ts' },
  { page: 'README.md', section: 'Which lockfiles', test: 'test/unit/repository/documents.test.ts' },
  { page: 'README.md', section: 'See it work', test: 'test/unit/repository/documents.test.ts' },
  { page: 'CONTRIBUTING.md', section: 'The map', test: 'test/unit/repository/documents.test.ts' },
  { page: 'docs/bots.md', test: 'test/e2e/bots-page.test.ts' },
  { page: 'docs/bots.md', language: 'yaml', test: 'test/unit/repository/ci-page.test.ts' },
  { page: 'docs/ci.md', language: 'yaml', test: 'test/unit/repository/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'GitHub Actions', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'GitHub Actions without package.json', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'GitHub code scanning', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'A comment in the pull request', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'GitLab', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'GitLab without package.json', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'Azure Pipelines', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', section: 'Every night: can it be installed?', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/ci.md', language: 'sh', test: 'test/e2e/ci-page.test.ts' },
  { page: 'docs/configuration.md', test: 'test/unit/config/written.test.ts' },
  { page: 'docs/diff.md', test: 'test/e2e/diff-page.test.ts' },
  { page: 'docs/editors.md', test: 'test/e2e/editors.test.ts' },
  managers('husky', 'husky'),
  managers('husky and lint-staged', 'husky-lint-staged'),
  managers('simple-git-hooks', 'simple-git-hooks'),
  managers('lefthook', 'lefthook'),
  managers('pre-commit', 'pre-commit'),
  managers('pre-commit, without a package.json', 'pre-commit'),
  managers('pre-commit, from this repository', 'from-repository'),
  managers('prek', 'prek'),
  managers('prek, without a package.json', 'prek'),
  managers('prek, with a prek.toml', 'prek'),
  managers('prek, from this repository', 'from-repository'),
  managers('Plain git', 'plain-git'),
  managers('core.hooksPath', 'plain-git'),
  managers('core.hooksPath for all your repositories', 'plain-git'),
  { page: 'docs/how-it-works.md', test: 'test/e2e/pages/tables.test.ts' },
  {
    page: 'docs/installable.md',
    section: 'Can the lockfiles be installed?',
    test: 'test/e2e/pages/installable.test.ts',
  },
  { page: 'docs/installable.md', section: "The hook's notice", test: 'test/e2e/installable.test.ts' },
  {
    page: 'docs/init.md',
    section: '`lockgen init` and `lockgen uninstall`',
    language: '',
    test: 'test/e2e/init/page.test.ts',
  },
  { page: 'docs/merges.md', test: 'test/git/situations/merge-driver.test.ts' },
  { page: 'docs/migrating.md', test: 'test/e2e/migrating-page.test.ts' },
  { page: 'docs/monorepos.md', test: 'test/e2e/pages/monorepos.test.ts' },
  { page: 'docs/network.md', test: 'test/e2e/pages/network.test.ts' },
  { page: 'docs/package-managers.md', test: 'test/e2e/package-managers.test.ts' },
  { page: 'docs/private-indexes.md', test: 'test/e2e/pages/tables.test.ts' },
  { page: 'docs/pylock.md', test: 'test/e2e/pages/tables.test.ts' },
  { page: 'docs/pytorch.md', test: 'test/e2e/pages/pytorch.test.ts' },
  { page: 'docs/reports.md', test: 'test/e2e/reports-page.test.ts' },
  { page: 'docs/start.md', test: 'test/e2e/pages/start.test.ts' },
  { page: 'docs/why.md', test: 'test/e2e/why-page.test.ts' },
];

/** Whether a runner is one of a block. */
export function runs({ page, section, language }: Runner, block: Block): boolean {
  return (
    page === block.page &&
    (section === undefined || section === block.section) &&
    (language === undefined || language === block.language)
  );
}
