import { quoted } from '../report/typed.js';
import { shellWord } from '../shell-word.js';
import type { HeldLine } from './migrations/migration.js';

/** Of more lines than these, the first ones are shown. */
const MOST_LINES = 12;

/** What a lockfile in a hand-written file's place doesn't have any more. */
export interface Going {
  /** The files that lockfiles take the place of, and the manifest that they are made from. */
  readonly paths: readonly string[];
  readonly manifest: string;
  /** Packages that nothing asks for. */
  readonly packages: readonly HeldLine[];
  readonly comments: readonly HeldLine[];
  /** Ranges that nothing in the manifest states. */
  readonly limits: readonly HeldLine[];
  /** Names of the packages that the manifest's dependencies have, normalised. */
  readonly direct: ReadonlySet<string>;
  /** Why it isn't known which of the packages go; undefined where it is. */
  readonly unknown: string | undefined;
}

/** The same for a person, before anything is done. Empty where nothing goes. */
export function goingText({ paths, manifest, packages, comments, limits, direct, unknown }: Going): string {
  const files = paths.join(' and ');
  const names = [...new Set(packages.flatMap(({ key, instead }) => (instead === undefined && key) || []))];
  const why =
    unknown === undefined
      ? `what goes from ${files}, since nothing in ${manifest} asks for it`
      : `what goes from ${files} where nothing in ${manifest} asks for it, which isn't known yet: ${unknown}`;
  return [
    ...(packages.length === 0
      ? []
      : [
          quoted(why),
          ...shownLines(packages),
          ...(names.length === 0
            ? []
            : [
                `  to keep one: lockgen uv add --frozen ${shellWord(names[0] ?? '')}, then lockgen init again`,
              ]),
        ]),
    ...(limits.length === 0
      ? []
      : [
          quoted(
            `limits that go from ${files}, since ${manifest} doesn't state them: newer versions may come at once`,
          ),
          ...shownLines(limits),
          `  to keep one: ${howToKeep(limits, direct, manifest)}, then lockgen init again`,
        ]),
    ...(comments.length === 0
      ? []
      : [`comments that go from ${files}, as a lockfile is written anew each time`, ...shownLines(comments)]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** What states the first of some limits in a manifest. */
export function howToKeep(
  [first]: readonly HeldLine[],
  direct: ReadonlySet<string>,
  manifest: string,
): string {
  const stated = `${first?.key ?? ''}${first?.limit ?? ''}`;
  return direct.has(first?.key ?? '')
    ? `lockgen uv add --frozen ${shellWord(stated)}`
    : quoted(`constraint-dependencies = ["${stated}"] under [tool.uv] in ${manifest}`);
}

function shownLines(lines: readonly HeldLine[]): readonly string[] {
  const shown = lines.length > MOST_LINES ? lines.slice(0, MOST_LINES - 1) : lines;
  return [
    ...shown.map(({ path, line, text, instead }) =>
      quoted(`  ${path}:${line}: ${text}${instead === undefined ? '' : ` (${instead})`}`),
    ),
    ...(shown.length === lines.length ? [] : [`  … ${lines.length - shown.length} lines more`]),
  ];
}
