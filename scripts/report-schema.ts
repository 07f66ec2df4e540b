import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

// What `--format json` prints. The program writes it without valibot; tests hold its reports against this.

const text = (description: string) => v.pipe(v.string(), v.description(description));
const flag = (description: string) => v.pipe(v.boolean(), v.description(description));
const count = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));
const line = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description(description));
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, description: string) =>
  v.pipe(v.picklist(values), v.description(description));
const listOf = <Item extends v.GenericSchema>(item: Item, description: string) =>
  v.pipe(v.array(item), v.description(description));
const path = text("Relative to the repository's root, with `/`.");

const head = <const Command extends string>(command: Command) => ({
  schemaVersion: v.pipe(
    v.literal(1),
    v.description(
      'Raised when a field goes, or comes to mean something else; not when fields, commands or codes are added.',
    ),
  ),
  command: v.literal(command),
});

const Verdict = v.picklist(['fresh', 'stale', 'unknown']);

const Change = v.pipe(
  v.object({
    name: text('The package.'),
    kind: v.picklist(['added', 'removed', 'changed']),
    before: listOf(
      v.string(),
      'Its versions or URLs, with their markers where nothing but these changed; empty where it was added.',
    ),
    after: listOf(v.string(), 'As `before`; empty where it was removed.'),
    size: v.optional(
      oneOf(
        ['major', 'minor', 'patch', 'downgrade', 'other'],
        'How far the highest version moved; missing for what was added or removed.',
      ),
    ),
  }),
  v.description('What happened to one package.'),
);

const Reason = v.pipe(
  v.object({
    code: text('Stable: one of those that docs/reports.md lists.'),
    message: text('In words, one line.'),
    line: v.optional(line('In the lockfile; missing for what it lacks.')),
    name: v.optional(text('The package, or the option line; missing where it is about neither.')),
  }),
  v.description('Why a lockfile is not fresh.'),
);

const CheckedLockfile = v.pipe(
  v.object({
    project: text("The project's folder; `.` is the root."),
    target: text("The target's name: `base`, `full`, or one of the configuration."),
    path,
    verdict: Verdict,
    reasons: listOf(Reason, 'None where it is fresh; what matters most comes first.'),
    cause: v.optional(text('What made it stale, where history tells.')),
    changes: listOf(Change, 'What a regeneration would change.'),
    notices: listOf(v.string(), 'What should be known, though it does not count: a pin that was yanked.'),
    next: v.optional(text('What to do, where a regeneration alone does not mend it.')),
    detail: v.optional(listOf(v.string(), "Another program's words, uv's or git's, line by line.")),
  }),
  v.description('One lockfile, and what was found out about it.'),
);

const Check = v.pipe(
  v.object({
    ...head('check'),
    verdict: v.pipe(Verdict, v.description('On all of them: stale where one is, else unknown where one is.')),
    mend: v.optional(text('The one command that mends all that is stale; missing where nothing is.')),
    lockfiles: v.array(CheckedLockfile),
  }),
  v.description('lockgen check'),
);

const InstalledPackage = v.pipe(
  v.object({
    name: text('As the lockfile names it.'),
    line: line('Where the lockfile has it.'),
    comparison: v.picklist(['matched', 'mismatched', 'missing', 'skipped']),
    valid: flag('False where it makes the lockfile not valid.'),
    expected: text('The pinned version, or the URL or path.'),
    actual: v.optional(text('The installed version; missing where none is.')),
    message: text('In words, one line.'),
  }),
  v.description('One package of a lockfile beside what is installed.'),
);

const Validate = v.pipe(
  v.object({
    ...head('validate'),
    path: text("Relative to the repository's root, with `/`; absolute where it lies outside of it."),
    valid: flag('Whether every package is valid.'),
    python: v.object({
      path: text('The executable of the interpreter that was asked.'),
      version: text('Its version.'),
    }),
    total: count('Packages whose marker holds on the interpreter: the sum of the four below.'),
    matched: count('Those that are installed as they are pinned.'),
    mismatched: count('Those of which something else is installed.'),
    missing: count('Those that are not installed.'),
    skipped: count('Those that were left out.'),
    packages: listOf(InstalledPackage, "In the lockfile's order."),
  }),
  v.description('lockgen validate'),
);

const Report = v.pipe(
  v.variant('command', [Check, Validate]),
  v.title('A report of lockgen'),
  v.description('What `--format json` prints.'),
);

/** The text of docs/report.schema.json. */
export function reportSchema(): string {
  const schema = toJsonSchema(Report, {
    target: 'draft-2020-12',
    definitions: { Change, Reason, CheckedLockfile, InstalledPackage, Check, Validate },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
