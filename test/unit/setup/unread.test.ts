import { expect, test } from 'vitest';
import { unreadNotes } from '../../../src/setup/unread.js';

const projects = [
  { outputs: ['requirements.txt', 'requirements-dev.txt'], files: ['requirements-dev.in'] },
  { outputs: ['svc/deploy.lock', 'svc/x.in'], files: [] },
];

test('a file of requirements beside its lockfile that nothing reads is told of, with the command that removes it', () => {
  const paths = new Set(['requirements.in', 'requirements-dev.in', 'svc/deploy.in', 'other.in']);
  expect(unreadNotes(paths, new Set(), projects)).toEqual([
    'requirements.in is not read any more, so an edit of it changes nothing: what it has belongs into pyproject.toml; then: git rm requirements.in',
    'svc/deploy.in is not read any more, so an edit of it changes nothing: what it has belongs into pyproject.toml; then: git rm svc/deploy.in',
  ]);
  expect(unreadNotes(paths, new Set(['requirements.in', 'svc/deploy.in']), projects)).toEqual([]);
});
