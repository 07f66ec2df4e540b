import * as v from 'valibot';
import { normalizeName } from '../python/version.js';
import { folderGlobProblem } from './paths.js';
import { listOf, text } from './resolution-schema.js';

// The options that say what a lockfile may hold at all. They stand for a whole project, and no flag states them.

const PACKAGE = /^[A-Za-z0-9*?](?:[A-Za-z0-9._*?-]*[A-Za-z0-9*?])?$/;
const PACKAGE_FORM = 'a package\'s name or a pattern of names ("nvidia-*"), without version and extras';

const HOST = /^(?:(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/;
const HOST_FORM = 'a host ("git.example.com", "*.example.com"), without scheme, port and path';

/** A name or a pattern of names as Python compares them (PEP 503). */
const packagePattern = v.pipe(
  v.string(PACKAGE_FORM),
  v.regex(PACKAGE, PACKAGE_FORM),
  v.transform(normalizeName),
);

const denial = v.strictObject(
  {
    package: v.pipe(packagePattern, v.description('The name of a package, or a pattern of names.')),
    reason: v.exactOptional(
      v.pipe(
        text('a text of one line', (value) => (/\p{Cc}/u.test(value) ? 'a text of one line' : undefined)),
        v.description('Why, for whoever is stopped by it.'),
      ),
    ),
    except: v.exactOptional(
      v.pipe(
        listOf(packagePattern, 'a list of names of packages, or patterns of names'),
        v.description('Packages that the pattern matches and that may be used all the same.'),
      ),
    ),
    exceptIn: v.exactOptional(
      v.pipe(
        listOf(text("a pattern of projects' folders", folderGlobProblem), "a list of projects' folders"),
        v.description("Patterns of project folders, as seen from the repository's root, that may use them."),
      ),
    ),
  },
  'a table of package, reason, except, exceptIn',
);

/** The entries of a valibot object. */
export const policy = {
  deny: v.exactOptional(
    v.pipe(
      listOf(
        v.union([packagePattern, denial], `${PACKAGE_FORM}, or a table with \`package\``),
        'a list of names, patterns and tables',
      ),
      v.description(
        'Packages that no lockfile may have, by name or pattern. A commit that would bring one in is blocked, and a lockfile that has one is stale.',
      ),
      v.examples([
        [
          'left-pad',
          {
            package: 'nvidia-*',
            reason: 'we deploy to CPUs',
            except: ['nvidia-ml-py'],
            exceptIn: ['services/gpu'],
          },
        ],
      ]),
      v.transform((rules) => rules.map((rule) => (typeof rule === 'string' ? { package: rule } : rule))),
    ),
  ),
  requireHashes: v.exactOptional(
    v.pipe(
      v.boolean('true or false'),
      v.description(
        'Every entry of every lockfile must have a hash, as `pip install --require-hashes` asks for; so `generateHashes` is on.',
      ),
      v.examples([true]),
    ),
  ),
  hosts: v.exactOptional(
    v.pipe(
      listOf(
        v.pipe(
          v.string(HOST_FORM),
          v.regex(HOST, HOST_FORM),
          v.transform((host) => host.toLowerCase()),
        ),
        'a list of hosts',
      ),
      v.description(
        "The hosts that a lockfile's option lines and direct URLs may name. Not set: those of the configured indexes, PyTorch's, and those that `pyproject.toml` itself names.",
      ),
      v.examples([['git.example.com', '*.packages.example.com']]),
    ),
  ),
};

/** The entry of a valibot object that flags can state as well. */
export const build = {
  build: v.exactOptional(
    v.pipe(
      v.picklist(['allow', 'never'], '"allow" or "never"'),
      v.description(
        'Whether uv may run the code of a project or a package to learn what it requires: build back-ends of dynamic projects, of local and git dependencies, and of source distributions.',
      ),
      v.examples(['never']),
    ),
  ),
};

/** The keys of a rule of `deny` that is a table. */
export const DENIAL_KEYS: readonly string[] = Object.keys(denial.entries);
