import { join } from 'node:path';
import { isolatedEnvironment } from '../helpers/environment.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import type { Place, Setting } from '../helpers/secret-world.js';
import { packageFiles } from '../helpers/wheel.js';
import { byPassword, byToken, closed, manifest, tokened } from './secret-places-outside.js';

const NO_INDEX = { UV_DEFAULT_INDEX: undefined };
const WHEEL = packageFiles({ name: 'alpha', version: '1.0.0' })[0]?.fileName ?? '';

/** A place in `pyproject.toml`, whose end it is. */
const inManifest =
  (text: (about: Setting) => string): NonNullable<Place['files']> =>
  (about, dependencies) => ({ 'pyproject.toml': manifest(dependencies, text(about)) });

/** A place in a file beside a plain `pyproject.toml`. */
const beside =
  (path: string, text: (about: Setting) => string, more = ''): NonNullable<Place['files']> =>
  (about, dependencies) => ({ 'pyproject.toml': manifest(dependencies, more), [path]: text(about) });

const lockgenrc = (option: (about: Setting) => string): NonNullable<Place['files']> =>
  beside('.lockgenrc', (about) =>
    JSON.stringify({ targets: { base: { output: 'requirements.txt', uvArgs: [option(about)] } } }),
  );

/** What is committed, though it should not be. */
export const INSIDE: readonly Place[] = [
  {
    name: "the repository's uv.toml",
    admits: byPassword(),
    env: () => NO_INDEX,
    files: beside('uv.toml', (about) => `[[index]]\nurl = "${closed(about)}"\ndefault = true\n`),
  },
  {
    name: '[[tool.uv.index]]',
    admits: byPassword(),
    env: () => NO_INDEX,
    files: inManifest((about) => `[[tool.uv.index]]\nurl = "${closed(about)}"\ndefault = true`),
  },
  {
    name: '[tool.uv] extra-index-url',
    admits: byPassword(),
    files: inManifest((about) => `[tool.uv]\nextra-index-url = ["${closed(about)}"]`),
  },
  {
    name: '[tool.uv.pip] index-url with emit-index-url',
    admits: byPassword(),
    env: () => NO_INDEX,
    files: inManifest((about) => `[tool.uv.pip]\nindex-url = "${closed(about)}"\nemit-index-url = true`),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: '[tool.uv] find-links with emit-find-links',
    admits: byPassword(),
    files: inManifest(
      (about) => `[tool.uv.pip]\nfind-links = ["${closed(about, '/simple/alpha/')}"]\nemit-find-links = true`,
    ),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: '[tool.uv] find-links with a token parameter',
    files: inManifest(
      ({ index, canary }) =>
        `[tool.uv]\nfind-links = ["${index.origin}/simple/alpha/?token=${canary.encoded}"]`,
    ),
  },
  {
    name: '[tool.uv.sources] url',
    admits: byPassword(),
    files: inManifest(
      (about) => `[tool.uv.sources]\nalpha = { url = "${closed(about, `/files/${WHEEL}`)}" }`,
    ),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: '[tool.uv.sources] git',
    admits: byPassword(),
    serves: dumbRepository,
    files: inManifest(
      (about) => `[tool.uv.sources]\nalpha = { git = "${closed(about, '/static/alpha.git')}" }`,
    ),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: 'uvArgs --index-url of .lockgenrc',
    files: lockgenrc((about) => `--index-url=${closed(about)}`),
    refused: /without a password/,
  },
  {
    name: 'uvArgs --find-links with a token parameter of .lockgenrc',
    files: lockgenrc(
      ({ index, canary }) => `--find-links=${index.origin}/simple/?access_token=${canary.encoded}`,
    ),
    refused: /without a password/,
  },
  {
    name: 'constraints of .lockgenrc',
    files: beside('.lockgenrc', (about) =>
      JSON.stringify({
        targets: {
          base: { output: 'requirements.txt', constraints: [closed(about, '/static/constraints.txt')] },
        },
      }),
    ),
    refused: /a URL without a password or a token/,
  },
  {
    name: 'uvArgs of [tool.lockgen]',
    files: inManifest(
      (about) =>
        `[tool.lockgen.targets.base]\noutput = "requirements.txt"\nuv-args = ["--extra-index-url=${tokened(about)}"]`,
    ),
    refused: /without a password/,
  },
  {
    name: 'a git+http requirement with a token',
    admits: byToken,
    serves: dumbRepository,
    requires: (about) => `alpha @ git+${tokened(about, '/static/alpha.git')}`,
    files: (_, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: 'a requirement at a URL with a password',
    admits: byPassword(),
    requires: (about) => `alpha @ ${closed(about, `/files/${WHEEL}`)}`,
    files: (_, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: 'a requirement at a URL with a signature',
    requires: ({ index, canary }) =>
      `alpha @ ${index.origin}/files/${WHEEL}?X-Amz-Signature=${canary.encoded}`,
    files: (_, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
    refused:
      /^lockgen: commit blocked: requirements\.txt:\d+ would hold a credential.*\n.*take it out of pyproject\.toml:\d+;/m,
  },
  {
    name: '--index-url of a constraints file',
    admits: byPassword(),
    env: () => NO_INDEX,
    files: beside(
      'constraints.txt',
      (about) => `--index-url ${closed(about)}\nalpha<2\n`,
      '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["constraints.txt"]',
    ),
  },
];

/** A package's repository as git's dumb protocol takes it from a server of files. */
async function dumbRepository(): Promise<string> {
  const folder = await scratchFolder();
  const env = isolatedEnvironment(join(folder, 'home'), {}, { managedUv: false });
  const work = join(folder, 'work');
  await runOk('git', ['init', '--quiet', work], { env });
  const text =
    '[project]\nname = "alpha"\nversion = "1.0.0"\nrequires-python = ">=3.10"\ndependencies = []\n';
  await runOk('sh', ['-c', 'cat > pyproject.toml && git add . && git commit -qm First'], {
    cwd: work,
    env,
    input: text,
  });
  await runOk('git', ['clone', '--quiet', '--bare', work, join(folder, 'alpha.git')], { env });
  await run('git', ['update-server-info'], { cwd: join(folder, 'alpha.git'), env });
  return folder;
}
