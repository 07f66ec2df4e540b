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

const ChangeFields = v.object({
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
});

const Change = v.pipe(ChangeFields, v.description('What happened to one package.'));

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
    target: v.optional(
      text(
        "The target's name: `base`, `full`, or one of the configuration; missing for a project that can't be read, whose `pyproject.toml` stands for its lockfiles.",
      ),
    ),
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

const CheckedCommit = v.pipe(
  v.object({
    commit: text('Its whole id.'),
    subject: text('The first line of its message.'),
    verdict: Verdict,
    lockfiles: listOf(CheckedLockfile, 'Those of the projects that it changes.'),
  }),
  v.description('One commit of a range, judged by its own tree.'),
);

const Package = v.object({ name: text('The package.'), version: text('Its version.') });

const Placed = v.object({
  ...Package.entries,
  line: v.optional(line('In the lockfile.')),
});

const InstallablePair = v.pipe(
  v.object({
    python: text('`3.10`, say.'),
    platform: text('`linux`, `macos`, `windows`, or a platform of uv’s.'),
    verdict: v.picklist(['green', 'red', 'unknown']),
    reason: v.optional(text('Of the whole pair, where it is not one package’s.')),
    next: v.optional(text('What to do about that, where it is known.')),
    lacks: listOf(
      v.object({ ...Placed.entries, reason: text('In words.'), next: text('What to do about it.') }),
      'Pins that have nothing to install there.',
    ),
  }),
  v.description('One Python on one platform.'),
);

const InstallableLockfile = v.pipe(
  v.object({
    path,
    verdict: v.picklist(['green', 'red', 'unknown']),
    pairs: listOf(InstallablePair, 'Where it is promised, or where it was asked for.'),
    fromSource: listOf(Placed, 'Packages without a wheel anywhere, which are built.'),
    notAsked: listOf(
      v.object({ entry: text('As the lockfile has it.'), reason: text('In words.') }),
      'Entries that no index was asked for.',
    ),
    next: v.optional(text('What to do where nothing could be told.')),
  }),
  v.description('Whether one lockfile can be installed where it is promised.'),
);

const Check = v.pipe(
  v.object({
    ...head('check'),
    verdict: oneOf(
      [...Verdict.options, 'not-installable'],
      'What it comes to, and its exit code: stale where a lockfile is, else not-installable where one is red (`--installable` alone tells), else unknown where something could not be told, else fresh.',
    ),
    mend: v.optional(
      text(
        'The one command that mends all that is stale, as it is typed where the check was started; after a range that has put itself right, the rebase that mends its commits. Missing where nothing is stale, where something else comes first (`next`), and in a bare repository.',
      ),
    ),
    lockfiles: v.optional(listOf(CheckedLockfile, 'What was checked; missing with `--range`.')),
    range: v.optional(
      v.pipe(
        v.object({
          name: text('As it was given: `A..B`.'),
          commits: count('How many commits it has.'),
          firstStale: v.optional(text('The commit that went stale first.')),
        }),
        v.description('With `--range`.'),
      ),
    ),
    commits: v.optional(
      listOf(
        CheckedCommit,
        'With `--range`: the commits that change inputs or lockfiles, parents before children.',
      ),
    ),
    installable: v.optional(listOf(InstallableLockfile, 'With `--installable`.')),
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

const Diff = v.pipe(
  v.object({
    ...head('diff'),
    from: text('What was compared: a revision, or a file.'),
    to: text('With what: a revision, `the index`, `the work tree`, or a file.'),
    lockfiles: listOf(v.string(), 'Those that were compared, changed or not.'),
    changes: listOf(
      v.object({
        ...ChangeFields.entries,
        lockfiles: listOf(
          v.object({ path, line: v.optional(line('In the new text; missing for what was removed.')) }),
          'Those in which it is just this change.',
        ),
      }),
      'By package.',
    ),
  }),
  v.description('lockgen diff'),
);

const Step = v.pipe(
  v.object({
    from: text('A package with its version, or a place in `pyproject.toml`.'),
    requirements: listOf(v.string(), 'What is asked for, markers included; none where that is not known.'),
    to: text('The package that is asked for.'),
  }),
  v.description('One step of a path.'),
);

const WhyLockfile = v.pipe(
  v.object({
    project: text("The project's folder; `.` is the root."),
    target: text("The target's name."),
    path,
    pathCount: v.pipe(
      v.nullable(v.number()),
      v.description(
        'How many paths there are, also where not all of them are listed; null where too many to count.',
      ),
    ),
    paths: listOf(v.array(Step), 'From `pyproject.toml` to the package, the shortest first.'),
    nodes: listOf(
      v.object({
        id: count('For `edges`.'),
        kind: v.picklist(['package', 'root']),
        label: v.optional(text('Of a root: the place in `pyproject.toml`, or a file.')),
        name: v.optional(text('Of a package.')),
        version: v.optional(text('Of a package that is pinned to one.')),
        url: v.optional(text('Of a package from a URL or a path.')),
        asked: v.optional(flag('Whether it is the one that was asked about.')),
        entries: v.optional(
          listOf(
            v.object({ line: line('In the lockfile.'), marker: v.optional(text('Of the pin.')) }),
            'Its pins.',
          ),
        ),
      }),
      'Of the part of the graph that leads to the package.',
    ),
    edges: listOf(
      v.object({
        from: count('A node.'),
        to: count('A node.'),
        requirements: listOf(
          v.object({
            text: text('As it is stated.'),
            line: v.optional(line('In `pyproject.toml`.')),
            note: v.optional(text('What should be known of it: that it is an override.')),
          }),
          'Each requirement of the one for the other.',
        ),
      }),
      'Who asks for what.',
    ),
  }),
  v.description('One lockfile that has the package.'),
);

const Why = v.pipe(
  v.object({
    ...head('why'),
    package: text('As it was asked for.'),
    answer: oneOf(['found', 'absent', 'unknown'], '`unknown`: it is pinned, and nothing tells why.'),
    lockfiles: listOf(WhyLockfile, 'Those that have it.'),
    without: listOf(v.string(), 'Lockfiles that do not have it.'),
    missing: listOf(v.string(), 'Lockfiles that are not there.'),
    elsewhere: v.optional(
      listOf(
        v.object({
          project: text("The project's folder; `.` is the root."),
          target: text("The target's name."),
          path,
        }),
        'With `--target`, where that has no such package: the lockfiles that have it.',
      ),
    ),
    didYouMean: v.optional(text('A package of that lockfile with a similar name.')),
    ownProject: v.optional(text('The `pyproject.toml` that has this name itself.')),
    notes: listOf(v.string(), 'What should be known of the answer.'),
  }),
  v.description('lockgen why'),
);

const DoctorState = v.picklist(['ok', 'not-ok', 'note', 'unknown']);

const Doctor = v.pipe(
  v.object({
    ...head('doctor'),
    verdict: oneOf(
      ['ok', 'not-ok', 'unknown'],
      'What it comes to, and its exit code: not-ok where a finding is, else unknown where something could not be told, else ok.',
    ),
    findings: listOf(
      v.object({
        check: text('Stable: one of those that docs/doctor.md lists.'),
        state: DoctorState,
        message: text('In words, one line.'),
        mend: listOf(v.string(), "Commands to be typed at the repository's root, one after the other."),
        byHand: v.optional(text('What to do where no command does it.')),
      }),
      'In the order of docs/doctor.md; a check can have several, or none.',
    ),
  }),
  v.description('lockgen doctor'),
);

const Report = v.pipe(
  v.variant('command', [Check, Diff, Why, Validate, Doctor]),
  v.title('A report of lockgen'),
  v.description('What `--format json` prints.'),
);

/** The text of docs/report.schema.json. */
export function reportSchema(): string {
  const schema = toJsonSchema(Report, {
    target: 'draft-2020-12',
    definitions: {
      Change,
      Reason,
      CheckedLockfile,
      CheckedCommit,
      InstallableLockfile,
      InstallablePair,
      Step,
      WhyLockfile,
      InstalledPackage,
      Check,
      Diff,
      Why,
      Validate,
      Doctor,
    },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
