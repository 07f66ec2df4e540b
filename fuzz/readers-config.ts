import { excludeNewerForUv } from '../src/config/exclude-newer.js';
import { nearest } from '../src/config/nearest.js';
import { constraintProblem, folderGlobProblem, outputProblem, plainPath } from '../src/config/paths.js';
import { validateProjectLayer } from '../src/config/project-layer.js';
import { parseRootFile, validateRoot } from '../src/config/root-file.js';
import { uvArgProblem } from '../src/config/uv-args.js';
import { Failure } from '../src/failure.js';
import { includedFiles } from '../src/project/constraints.js';
import { hasLockgenTable, hasProjectTable } from '../src/project/managed.js';
import { parseToml, readManifest, tableAt } from '../src/project/manifest.js';
import { assertIncludes, promisedPython, requirementsOf } from '../src/project/requirements.js';
import { promise } from './promise.js';
import type { Reader } from './readers.js';

const failsFor =
  (...reasons: readonly Failure['reason'][]) =>
  (error: unknown): boolean =>
    error instanceof Failure && reasons.includes(error.reason) && error.next !== undefined;

const MOMENT = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z|P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/;

const rootFile = (file: string): Reader => ({
  name: `parseRootFile ${file}`,
  texts: ['config'],
  mayThrow: failsFor('configuration'),
  read: (text) => {
    const value = parseRootFile(file, text);
    if (value !== undefined) validateRoot(file, value);
  },
});

export const configReaders: readonly Reader[] = [
  ...['.lockgenrc.yaml', '.lockgenrc.json', '.lockgenrc.toml', 'package.json'].map(rootFile),
  {
    name: 'readManifest',
    texts: ['toml'],
    mayThrow: failsFor('project'),
    read: (text) => {
      const manifest = readManifest(text, 'svc/pyproject.toml');
      const [extras, groups] = [[...manifest.extras.keys()], [...manifest.groups.keys()]];
      requirementsOf(manifest, { extras, groups });
      assertIncludes(manifest, groups);
      promisedPython(manifest, undefined);
    },
  },
  {
    name: 'validateProjectLayer',
    texts: ['toml'],
    mayThrow: failsFor('project', 'configuration'),
    read: (text) =>
      validateProjectLayer(
        tableAt(parseToml(text, 'pyproject.toml'), 'tool').lockgen ?? {},
        'pyproject.toml: tool.lockgen',
      ),
  },
  {
    name: 'hasProjectTable, hasLockgenTable',
    texts: ['toml'],
    read: (text) => {
      hasProjectTable(text, 'pyproject.toml');
      hasLockgenTable(text, 'pyproject.toml');
    },
  },
  { name: 'includedFiles', texts: ['lockfile'], read: includedFiles },
  {
    name: 'excludeNewerForUv',
    texts: ['config'],
    read: (text) => {
      const given = excludeNewerForUv(text);
      promise(given === undefined || MOMENT.test(given), 'what goes to uv is a moment or a duration');
    },
  },
  {
    name: 'uvArgProblem, paths',
    texts: ['config', 'header'],
    read: (text) => {
      uvArgProblem(text);
      outputProblem(text);
      constraintProblem(text);
      folderGlobProblem(text);
      nearest(text, ['generateHashes', 'targets', 'x86_64-unknown-linux-gnu']);
      promise(plainPath(plainPath(text)) === plainPath(text), 'a plain path is plain');
    },
  },
];
