import { stringify } from 'smol-toml';
import { DEFAULT_TARGETS } from '../src/config/defaults.js';
import { isTable, kebab, optionSchemas } from './json-schema.js';

const INTRODUCTION = `# Configuration

<!-- Written by scripts/write-schema.ts from src/config; change it there. -->

lockgen needs no configuration. What is shared stands in one file at the repository's root; what only one project
wants, in its own \`pyproject.toml\`.

| where | spelling of keys | |
|---|---|---|
| \`.lockgenrc\`, \`.lockgenrc.yaml\`, \`.lockgenrc.yml\` | \`generateHashes\` | YAML, of which JSON is a part |
| \`.lockgenrc.json\` | \`generateHashes\` | JSON |
| \`package.json\`, key \`lockgen\` | \`generateHashes\` | JSON |
| \`.lockgenrc.toml\` | \`generate-hashes\` | TOML |
| \`[tool.lockgen]\` in a \`pyproject.toml\` | \`generate-hashes\` | that project's; without \`projects\` and \`exclude\` |

Both spellings are read everywhere, but one option in both spellings is an error. Two files at the root are an error
that names both. An empty file states no options. Configuration is data: it is never run, never read from outside the
repository nor from environment variables, and always from where the rest is read: a commit uses what is staged.

**Precedence.** Flags stand above \`[tool.lockgen]\`, that above the root file, that above the defaults. Within one of
them, a target's own option stands above the one beside \`targets\`. \`targets\` replaces the targets of a lower place as
a whole. \`uvHashes\` counts only with the \`uvVersion\` of the same place or a lower one. \`none\`, where an option
takes it, is no setting, and so takes back a lower place's. A [policy](#policy) adds up instead. \`lockgen config\` prints
what holds, and where each option came from.

**Errors** are reported all at once, each with its place, the value, and what is allowed; exit code 2.

All options with their defaults, to copy from: [.lockgenrc.example](../.lockgenrc.example). For editors:
[schema.json](schema.json) and its kin, by [editors](editors.md).

## Flags

\`lockgen generate\` and \`lockgen check\` take \`--generate-hashes\`, \`--no-generate-hashes\`, \`--universal\`,
\`--no-universal\`, \`--python-version\`, \`--python-platform\`, \`--exclude-newer\`, \`--torch-backend\`, \`--agree\` and
\`--no-agree\`: the options of the same name, for every target; and \`--timeout\`, for the whole run.

## Policy

\`deny\`, \`requireHashes\` and \`hosts\` say what a lockfile may hold at all. What breaks them blocks the commit and lets
\`lockgen generate\` write nothing, exit code 1; \`lockgen check\` calls a lockfile that breaks them stale, without uv and
without the network, by the codes \`denied\`, \`missing-hashes\` and \`foreign-host\`, and one whose project can't be locked
without breaking them, by the code \`policy\`. A lockfile in the repository that is no project's target is not looked at.

No place takes back what a lower one states, so that what the root file says holds for every project: the rules of
\`deny\` add up, and a project can only turn \`requireHashes\` on, and only name hosts that the root file names as well. An
exception for one project stands in the root file, where the rule is (\`exceptIn\`). No flag and no environment variable
changes a policy. When it is changed, lockfiles that were known to be fresh are looked at anew.
`;

/** What the definition can't say: by option, in Markdown. */
const NOTES: Readonly<Record<string, string>> = {
  projects: `Patterns are those of picomatch; \`.\` is the root, and dot folders match, too. A folder that is named without a
pattern must have a \`pyproject.toml\` with \`[project]\`; of a pattern's matches, those without \`[project]\` are left
alone.`,
  exclude: 'A project that `projects` names without a pattern is not left out by it.',
  targets: `Without it, the project gets \`requirements.txt\` and, where it declares an extra \`full\`,
\`requirements-full.txt\`. A target that is named in the configuration must have an \`output\`, and its extras and groups
must exist. Of the root file's targets, a project gets those whose extras it declares; an extra that no project declares
is an error. A target that has all extras and groups of another, and else the same options, is resolved first, and the
other is constrained by it (\`agree\`).

Outputs and constraints end in \`.txt\`, \`.in\` or \`.lock\` (constraints in \`.toml\`, too), so that the hook can tell
without reading any configuration that there is nothing to do. Two targets can't have one output.`,
  universal: 'Off, and without `pythonPlatform`, the result depends on the machine that resolves.',
  pythonPlatform: 'Needs `universal` off and a `pythonVersion`. `none`: no setting.',
  pythonVersion: 'In YAML and TOML in quotes: without, `3.10` is the number 3.1.',
  excludeNewer: `A date counts to its end in UTC, whatever the time zone of the machine: \`2026-10-07\` goes to uv as
\`2026-10-08T00:00:00Z\`. A duration of weeks, days, hours, minutes, seconds goes as ISO 8601: \`7 days\` as \`P7D\`.
Months and years have no fixed length and are refused. \`none\`: no limit.`,
  torchBackend: `Any of uv's: \`cpu\`, \`cu128\`, \`rocm6.4\`, \`xpu\`…; \`auto\` looks at the machine's graphics card, so that
another machine gives another lockfile. \`none\`: PyTorch comes from the default index like everything else.`,
  uvArgs: `One word each, the value after \`=\`, as seen from the project's folder. Refused: what an option of lockgen says
(\`--extra\`, \`--python-version\`…), what lockgen must say itself (\`--output-file\`, \`--upgrade\`, \`--offline\`, \`--quiet\`,
\`--no-header\`, \`--no-annotate\`…), short forms, spaces, absolute paths and passwords, since all of it would be in the
lockfile's header.`,
  uvVersion: `0.9.8 or newer. A uv of exactly this version on PATH is used; else lockgen installs it for itself, if it has the
hashes.`,
  uvHashes: '`uv pip compile - --generate-hashes --universal`, given `uv==VERSION`, prints them.',
  deny: `A rule is a name, a pattern, or a table. In a pattern, \`*\` stands for any characters and \`?\` for one. Names are
compared as Python does it (PEP 503): \`Nvidia_*\` is \`nvidia-*\`. In YAML, what begins with \`*\` stands in quotes. A rule
holds for all versions and on all platforms; which versions may come out is said by \`[tool.uv] constraint-dependencies\`.

| of a rule | meaning |
|---|---|
| \`package\` | The name, or the pattern. Required. |
| \`reason\` | Why. It stands in the message that a blocked commit shows. |
| \`except\` | Names and patterns that it doesn't cover. With \`package: "*"\`, all that may be used. |
| \`exceptIn\` | Patterns of project folders for which it doesn't hold, as in \`projects\`. |

The message says what brought the package in: \`pyproject.toml:7 → accelerate → nvidia-cublas\`. To do without a package
that another one asks for, see \`[tool.uv] exclude-dependencies\`.`,
  generateHashes: `A pip before 26 that installs with hashes takes \`coverage[toml]\`, which another package asks for, for something without
a pin where the lockfile has \`coverage==…\` alone: \`uvArgs: ["--no-strip-extras"]\` keeps the extras there.`,
  requireHashes: `Turns \`generateHashes\` on for every target; one that states \`generateHashes\` as off is an error. A folder or
a git repository has no hash, so that a project that depends on one can't be locked, nor installed by \`pip install
--require-hashes\`. Of hashes, SHA-256, SHA-384 and SHA-512 count, as for pip.`,
  timeout: `A number of seconds, or a length of time. It holds for the hook, for \`generate\`, \`check\`, \`resolve\` and \`why\`, over all
projects together: see [network.md](network.md#the-time-budget).`,
  onUnavailable: `For the hook alone; everything else blocks as before: see
[network.md](network.md#when-something-could-not-be-had).`,
  build: `With \`never\`, nothing is built: neither a project whose dependencies are dynamic, nor a path or git dependency,
nor a source distribution of the index. What can be told without is told as ever: static metadata of \`pyproject.toml\`
files, in git dependencies as well, and wheels. What can't blocks the commit, and is unknown to \`check\` (exit 2,
\`build-denied\`); the message names the package. uv then takes no version that has no wheel, be its metadata static or not.
A setting of uv's that asks for builds (\`no-binary\`, \`no-binary-package\`, \`--no-binary\` in a file of constraints or overrides) is a contradiction,
and so is such a file that is had from an address: \`build-denied\` names it.

Whichever layer states \`never\`, it stands: a project, or a flag, can't take back the root file's. \`--build=never\` of
\`check\`, \`generate\` and \`why\` is for [pull requests from forks](ci.md#github-actions).`,
  hosts: `Looked at are option lines (\`--index-url\`, \`--extra-index-url\`, \`--find-links\`, \`--trusted-host\`, \`-r\`, \`-c\`) and
direct URLs (\`https:\`, \`git+https:\`, \`git+ssh:\`…). \`*.example.com\` is everything below \`example.com\`; ports don't count.

Not set, these are allowed: the hosts of the indexes and \`find-links\` in \`[tool.uv]\`, \`uv.toml\` and \`uvArgs\`;
\`download.pytorch.org\`; and those of URLs in requirements and in \`[tool.uv]\`, of the project and of the packages in the
repository that it depends on, and in constraint and requirements files that it reads. So what no file of the repository
names is foreign. Lines that uv is told to write for the places it is configured for (\`[tool.uv.pip] emit-index-url\`,
\`emit-find-links\`) can have those of the machine, and are not looked at. A commit that is blocked says which list would
let it through.

Set, the list is all: PyTorch's host has to be among them as well, if its packages are used. \`[]\` allows none.`,
};

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const options = [...optionSchemas()].filter(([name]) => name !== '$schema');
  const rows = options.map(
    ([name, schema]) =>
      `| [\`${name}\`](#${name.toLowerCase()}) | ${defaultText(name, schema.default)} | ${schema.description} |`,
  );
  const table = ['## Options', '', '| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
  return `${[INTRODUCTION, table, ...options.map(([name, schema]) => section(name, schema))].join('\n').trimEnd()}\n`;
}

function section(name: string, schema: Readonly<Record<string, unknown>>): string {
  const { examples } = schema;
  const example: unknown = Array.isArray(examples) ? examples.at(-1) : undefined;
  const where = ['projects', 'exclude', 'timeout', 'onUnavailable'].includes(name) ? 'Root file only. ' : '';
  return [
    `\n### ${name}`,
    `${schema.description}`,
    ...(NOTES[name] === undefined ? [] : [NOTES[name]]),
    `${where}Type: ${typeText(schema)}. Default: ${defaultText(name, schema.default)}.`,
    ...(name === 'targets' ? [targetTable(schema)] : []),
    block('json', JSON.stringify({ [name]: example }, null, 2)),
    block('yaml', yaml({ [name]: example }).join('\n')),
    block('toml', stringify(kebab({ [name]: example })).trim()),
  ].join('\n\n');
}

/** What a value is, in words: `text`, `"a" or "b"`, `a list of texts`… */
function typeText(schema: unknown): string {
  if (!isTable(schema)) throw new Error('an option without a schema');
  const { type, enum: values, anyOf, items } = schema;
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(' or ');
  if (Array.isArray(anyOf)) return anyOf.map(typeText).join(' or ');
  const name = { boolean: '`true` or `false`', string: 'a text', number: 'a number', object: 'a table' }[
    String(type)
  ];
  if (type === 'array') return `a list, each ${typeText(items)}`;
  if (name === undefined) throw new Error(`no word for the type ${String(type)}`);
  return name;
}

function targetTable(schema: Readonly<Record<string, unknown>>): string {
  const target = at(schema, 'additionalProperties', 'properties');
  const rows = ['output', 'extras', 'groups', 'constraints'].map((key) => {
    const standing = key === 'output' ? 'required' : '`[]`';
    return `| \`${key}\` | ${standing} | ${at(target, key).description} |`;
  });
  return ['| of a target | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

function at(
  value: Readonly<Record<string, unknown>>,
  ...keys: readonly string[]
): Readonly<Record<string, unknown>> {
  return keys.reduce<Readonly<Record<string, unknown>>>((inner, key) => {
    const next = inner[key];
    return isTable(next) ? next : {};
  }, value);
}

function defaultText(name: string, value: unknown): string {
  if (name === 'projects' || name === 'hosts') return 'not set';
  if (name === 'targets') {
    return Object.entries(DEFAULT_TARGETS)
      .map(([target, { output }]) => `\`${target}\` → \`${output}\``)
      .join(', ');
  }
  return value === 'none' ? 'none' : `\`${JSON.stringify(value)}\``;
}

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function yaml(table: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(table).flatMap(([key, value]) =>
    isTable(value) ? [`${key}:`, ...yaml(value).map((line) => `  ${line}`)] : [`${key}: ${scalar(value)}`],
  );
}

/** JSON is YAML; only its quotes go where YAML needs none. */
function scalar(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`;
  return typeof value === 'string' && /^[a-z][\w.-]*$/i.test(value) ? value : JSON.stringify(value);
}
