import * as v from 'valibot';
import { compareUv, MINIMUM_UV } from '../uv/version.js';
import { constraintProblem, folderGlobProblem, outputProblem, plainPath } from './paths.js';
import { build, DENIAL_KEYS, policy } from './policy-schema.js';
import { listOf, resolution, text } from './resolution-schema.js';
import { running, timeout } from './run-schema.js';

// With `resolution-schema.ts`, `run-schema.ts` and `policy-schema.ts` the one definition of lockgen's options.

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

const TARGET_NAME = 'a name of letters, digits, "-", "_" and "." that begins with a letter';

const names = (what: string) =>
  listOf(
    v.pipe(v.string(`the name of ${what}`), v.regex(NAME, `the name of ${what}`)),
    `a list of names of ${what}s`,
  );
const target = v.pipe(
  v.strictObject(
    {
      output: v.pipe(
        text("a path as seen from the project's folder", outputProblem),
        v.description(
          "The lockfile, as seen from the project's folder; it ends in `.txt`, `.in` or `.lock`, or is `pylock.toml` or `pylock.NAME.toml` (PEP 751), and is no name that means another place on Windows (`a:b`, `nul.txt`, `a./b`).",
        ),
        v.examples(['requirements-dev.txt']),
        v.transform(plainPath),
      ),
      extras: v.exactOptional(
        v.pipe(names('an extra'), v.description('Extras of the project to include.'), v.examples([['full']])),
      ),
      groups: v.exactOptional(
        v.pipe(
          names('a dependency group'),
          v.description('Groups of `[dependency-groups]` to include.'),
          v.examples([['dev']]),
        ),
      ),
      constraints: v.exactOptional(
        v.pipe(
          listOf(
            v.pipe(
              text("a path as seen from the project's folder", constraintProblem),
              v.transform(plainPath),
            ),
            'a list of paths',
          ),
          v.description(
            "Constraint files, as seen from the project's folder; they end in `.txt`, `.in`, `.lock` or `.toml`.",
          ),
          v.examples([['constraints.txt']]),
        ),
      ),
      ...resolution,
    },
    'a table of options',
  ),
  v.description('One lockfile.'),
);

const project = {
  targets: v.exactOptional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9._-]*$/, TARGET_NAME)),
        target,
        'a table of targets by name',
      ),
      v.check((targets) => Object.keys(targets).length > 0, 'at least one target'),
      v.description(
        "The project's lockfiles by name; each may override any of the options from `generateHashes` to `uvArgs`.",
      ),
      v.examples([
        { base: { output: 'requirements.txt' }, dev: { output: 'requirements-dev.txt', groups: ['dev'] } },
      ]),
    ),
  ),
  ...resolution,
  uvVersion: v.exactOptional(
    v.pipe(
      v.string(`a version of uv, ${MINIMUM_UV} or newer`),
      v.regex(/^\d+\.\d+\.\d+$/, `a version of uv, ${MINIMUM_UV} or newer`),
      v.check((value) => compareUv(value, MINIMUM_UV) >= 0, `a version of uv, ${MINIMUM_UV} or newer`),
      v.description('The uv that all of the team use.'),
      v.examples(['0.12.0']),
    ),
  ),
  uvHashes: v.exactOptional(
    v.pipe(
      listOf(
        v.pipe(
          v.string('"sha256:" and 64 hexadecimal digits'),
          v.regex(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 hexadecimal digits'),
        ),
        'a list of "sha256:…"',
      ),
      v.description(
        'The hashes of the wheels of `uvVersion`, where it is not the pinned one; lockgen then installs it.',
      ),
      v.examples([[`sha256:${'0123456789abcdef'.repeat(4)}`]]),
    ),
  ),
  ...policy,
  ...build,
};

const folders = (what: string) => listOf(text(what, folderGlobProblem), `a list: ${what}`);

/** What `[tool.lockgen]` can state. */
export const ProjectSchema = v.strictObject(project, 'a table of options');

/** What a flag can state. */
export const FlagsSchema = v.strictObject({ ...resolution, ...timeout, ...build }, 'flags');

/** What the root file can state. */
export const RootSchema = v.strictObject(
  {
    $schema: v.exactOptional(v.string('the address of a JSON schema')),
    projects: v.exactOptional(
      v.pipe(
        folders("a pattern of projects' folders"),
        v.description(
          'Patterns of project folders that lockgen manages. Not set: the project at the root, and those that have `[tool.lockgen]` or a lockfile compiled from them.',
        ),
        v.examples([['.', 'services/*']]),
      ),
    ),
    exclude: v.exactOptional(
      v.pipe(
        folders('a pattern of folders'),
        v.description('Patterns of folders that lockgen leaves alone.'),
        v.examples([['services/legacy']]),
      ),
    ),
    ...project,
    ...running,
  },
  'a table of options',
);

/** The keys known at each place of a configuration. */
export const KNOWN_KEYS = {
  root: Object.keys(RootSchema.entries),
  project: Object.keys(ProjectSchema.entries),
  flags: [...Object.keys(ProjectSchema.entries), ...Object.keys(timeout)],
  target: Object.keys(target.pipe[0].entries),
  deny: DENIAL_KEYS,
} as const;
