import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalIndex, PackageOptions } from './local-index.js';
import { pyproject } from './projects.js';
import { zip } from './wheel.js';

// Projects and packages whose requirements only a build tells, each of which leaves a canary where its code runs.

/** A project that has to be built, or needs something that has to be. */
export interface Built {
  /** Files of the repository. */
  readonly files: Readonly<Record<string, string>>;
  /** Further packages on the index. */
  readonly packages?: readonly PackageOptions[];
  /** Files of a git repository that it requires. */
  readonly git?: Readonly<Record<string, string>>;
  /** What the message names. */
  readonly named: string;
  /** The entry of what it requires, in a lockfile that no rule can find fault with; `COMMIT` is that of the git repository. */
  readonly entry?: string;
}

/** Python text that leaves the canary. */
function singing(canary: string): string {
  return `open(${JSON.stringify(canary)}, 'a').write('ran\\n')\n`;
}

const METADATA = `
import os
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os.makedirs(os.path.join(folder, 'NAME-1.0.dist-info'))
    with open(os.path.join(folder, 'NAME-1.0.dist-info', 'METADATA'), 'w') as out:
        out.write('Metadata-Version: 2.1\\nName: NAME\\nVersion: 1.0\\nRequires-Dist: alpha\\n')
    return 'NAME-1.0.dist-info'
def build_wheel(folder, config_settings=None, metadata_directory=None):
    raise SystemExit('not in this test')
`;
/** A build back-end for a distribution of that name, which needs nothing else. */
const backend = (name: string): string => METADATA.replaceAll('NAME', name);

const ownBackend = (name: string): string =>
  `[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n${dynamic(name)}`;
const dynamic = (name: string): string =>
  `[project]\nname = "${name}"\nversion = "1.0"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n`;
const requiring = (name: string): string =>
  `[build-system]\nrequires = ["${name}"]\nbuild-backend = "${name}.build"\n\n${dynamic('sample')}`;

/** The ways in which code of a project or a package is run by its build, by the name of the test. */
export function buildsOf(canary: string, gitUrl: string): Readonly<Record<string, Built>> {
  const sings = singing(canary);
  return {
    'a back-end in the project itself (`backend-path`)': {
      files: { 'pyproject.toml': ownBackend('sample'), 'backend.py': sings + backend('sample') },
      named: 'pyproject.toml',
    },
    'the setup.py of a project': {
      files: { 'pyproject.toml': requiring('stand_in_setuptools'), 'setup.py': sings },
      named: 'pyproject.toml',
    },
    'the module that `[tool.setuptools.dynamic] attr` names': {
      files: {
        'pyproject.toml': `${requiring('stand_in_setuptools')}[tool.setuptools.dynamic]\nversion = { attr = "named" }\n`,
        'named.py': sings,
      },
      named: 'pyproject.toml',
    },
    'a build hook of hatch': {
      files: {
        'pyproject.toml': `${requiring('stand_in_setuptools')}[tool.hatch.build.hooks.custom]\n`,
        'hatch_build.py': sings,
      },
      named: 'pyproject.toml',
    },
    'a path dependency’s back-end': {
      files: {
        'pyproject.toml': pyproject({
          dependencies: ['lib'],
          more: '[tool.uv.sources]\nlib = { path = "lib" }',
        }),
        'lib/pyproject.toml': ownBackend('lib'),
        'lib/backend.py': sings + backend('lib'),
      },
      named: 'lib',
      entry: './lib',
    },
    'a source distribution on the index': {
      files: { 'pyproject.toml': pyproject({ dependencies: ['old'] }) },
      packages: [{ name: 'old', version: '1.0', sdist: 'only', metadataVersion: '2.1', onBuild: sings }],
      named: 'old',
      entry: 'old==1.0',
    },
    'a git dependency’s back-end': {
      files: { 'pyproject.toml': pyproject({ dependencies: [`far @ git+${gitUrl}`] }) },
      git: { 'pyproject.toml': ownBackend('far'), 'backend.py': sings + backend('far') },
      named: 'far',
      entry: `far @ git+${gitUrl}@COMMIT`,
    },
  };
}

/**
 * Puts a back-end onto an index that runs what setuptools and hatchling run of a project: its setup.py, its
 * hatch_build.py, and the modules in its folder.
 */
export async function addStandIn(index: LocalIndex): Promise<void> {
  const runs = `import glob
for path in sorted(glob.glob('*.py')):
    exec(compile(open(path).read(), path, 'exec'))
`;
  const info = 'stand_in_setuptools-1.0.dist-info';
  const files = [
    ['stand_in_setuptools/__init__.py', ''],
    ['stand_in_setuptools/build.py', runs + backend('sample')],
    [`${info}/METADATA`, 'Metadata-Version: 2.1\nName: stand-in-setuptools\nVersion: 1.0\n'],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
  ].map(([fileName = '', text = '']) => ({ fileName, content: Buffer.from(text) }));
  const record = files.map(
    ({ fileName, content }) =>
      `${fileName},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}\n`,
  );
  files.push({ fileName: `${info}/RECORD`, content: Buffer.from(`${record.join('')}${info}/RECORD,,\n`) });
  await writeFile(join(index.folder, 'stand_in_setuptools-1.0-py3-none-any.whl'), zip(files));
}
