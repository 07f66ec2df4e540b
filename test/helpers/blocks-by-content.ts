import { rename, rm, symlink } from 'node:fs/promises';
import { and, type Block, CHANGED, git, simple } from './blocks.js';
import { boundedProject, pyproject, unsatisfiableProject } from './projects.js';

/** Commits that are blocked for what is in them, or in their way in the work tree. */
export const BLOCKS_BY_CONTENT: Readonly<Record<string, Block>> = {
  'no solution': {
    reason: 'unsatisfiable',
    says: 'requirements.txt can\'t be resolved; see pyproject.toml:6 "epsilon"',
    files: { 'pyproject.toml': unsatisfiableProject() },
  },
  'a name that no index has': {
    reason: 'unsatisfiable',
    says: "requirements.txt can't be resolved: no index",
    files: { 'pyproject.toml': pyproject({ dependencies: ['numppy'] }) },
  },
  'Pythons that are not promised': {
    reason: 'unsatisfiable',
    says: "requirements.txt can't be resolved for",
    files: { 'pyproject.toml': boundedProject() },
  },
  'no valid TOML': {
    reason: 'project',
    says: 'pyproject.toml:2',
    files: { 'pyproject.toml': '[project]\nname = \n' },
  },
  'no requires-python': {
    reason: 'project',
    says: 'pyproject.toml: [project] has no requires-python',
    files: { 'pyproject.toml': pyproject({ requiresPython: null, more: '[tool.lockgen]' }) },
  },
  'a pyproject.toml that is a link': {
    reason: 'project',
    says: 'pyproject.toml is a symbolic link',
    done: async (world) => {
      await rename(world.repository.path('pyproject.toml'), world.repository.path('real.toml'));
      await symlink('real.toml', world.repository.path('pyproject.toml'));
      return await git(world, 'add', 'pyproject.toml');
    },
  },
  'dependencies from a file that is not there': {
    reason: 'project',
    says: 'pyproject.toml:6: file "gone.txt" isn\'t there',
    files: {
      'pyproject.toml':
        '[project]\nname = "x"\nrequires-python = ">=3.10"\ndynamic = ["version", "dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["gone.txt"] }\n',
    },
  },
  'a configuration that is no YAML': {
    reason: 'configuration',
    says: '.lockgenrc:3:1: not YAML',
    files: { '.lockgenrc': 'projects:\n  - [\n' },
  },
  'one error in the configuration': {
    reason: 'configuration',
    says: '.lockgenrc: nonsense',
    files: { '.lockgenrc': 'nonsense: 1\n' },
  },
  'many errors in the configuration': {
    reason: 'configuration',
    says: 'errors in the configuration',
    files: {
      '.lockgenrc': Array.from({ length: 9 }, (_, at) => `nonsense${at}: 1\n`).join(''),
    },
  },
  'two configuration files': {
    reason: 'configuration',
    says: 'there are 2: ',
    files: { '.lockgenrc': '{}\n', '.lockgenrc.json': '{}\n' },
  },
  'a person’s lockfile': {
    reason: 'hand-written',
    says: 'requirements.txt was written by hand',
    files: { ...CHANGED, 'requirements.txt': 'alpha\n' },
  },
  'a lockfile that is a link': {
    reason: 'not-a-file',
    says: 'requirements.txt is a symbolic link',
    files: CHANGED,
    done: async (world) => {
      await rm(world.repository.path('requirements.txt'));
      await symlink('notes.md', world.repository.path('requirements.txt'));
      return await git(world, 'add', 'requirements.txt');
    },
  },
  'a folder in the place of a lockfile': {
    reason: 'not-a-file',
    says: 'requirements.txt is a folder',
    files: CHANGED,
    done: and(async ({ repository }) => {
      await rm(repository.path('requirements.txt'));
      await repository.write('requirements.txt/mine.md', 'mine\n');
    }),
  },
  'a lockfile that git ignores': {
    reason: 'ignored',
    says: "git ignores other.txt, so it can't be in the commit",
    files: {
      'pyproject.toml': simple('[tool.lockgen.targets.base]\noutput = "other.txt"'),
      '.gitignore': 'other.txt\n',
    },
  },
  'a lockfile with edits that are not staged': {
    reason: 'unstaged-edits',
    says: 'requirements.txt has edits that are not staged',
    files: CHANGED,
    done: and(async ({ repository }) => {
      const text = await repository.read('requirements.txt');
      await repository.write('requirements.txt', `${text}# mine\n`);
    }),
  },
  'a file in the place of a new lockfile': {
    reason: 'unstaged-edits',
    says: 'other.txt is not in git, and its contents would be lost',
    files: { 'pyproject.toml': simple('[tool.lockgen.targets.base]\noutput = "other.txt"') },
    done: and(async ({ repository }) => {
      const text = await repository.read('requirements.txt');
      await repository.write('other.txt', `${text.replaceAll('requirements.txt', 'other.txt')}# mine\n`);
    }),
  },
  'a package that is denied': {
    reason: 'policy',
    says: 'requirements.txt: delta is denied (.lockgenrc: deny[0])',
    files: { ...CHANGED, '.lockgenrc': 'deny: [delta]\n' },
  },
  'many packages that are denied': {
    reason: 'policy',
    says: 'is denied',
    files: {
      'pyproject.toml': pyproject({ dependencies: ['gamma', 'theta', 'omega', 'sigma', 'kappa.core'] }),
      '.lockgenrc': 'deny: ["*"]\n',
    },
  },
  'a host that is not named': {
    reason: 'policy',
    says: 'requirements.txt: iota comes from the host b.example',
    files: {
      '.lockgenrc': 'hosts: [a.example]\n',
      'pyproject.toml': pyproject({ dependencies: ['iota @ git+https://b.example/iota'] }),
    },
  },
  'a path outside of the repository': {
    reason: 'outside-repository',
    says: 'pyproject.toml:10: the path dependency "../lib" lies outside the repository',
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "../lib" }',
      }),
    },
  },
};
