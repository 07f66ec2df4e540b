import { type Installability, overallInstallability, type PairVerdict } from '../installable/judge.js';
import type { Pair } from '../installable/pairs.js';
import { code, type MarkdownRow, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Json, Problem, Report } from './report.js';
import { alignedTable } from './table.js';
import { visible } from './visible.js';

type Row = readonly [verdict: string, what: string, where: string, why: string];

/**
 * A report of `check` with the proof that the lockfiles can be installed.
 *
 * @param quiet - what is installable everywhere isn't told
 */
export function joinedReport(check: Report, proof: readonly Installability[], quiet: boolean): Report {
  return {
    command: check.command,
    get data() {
      return { ...check.data, installable: proof.map(proofData) };
    },
    get problems() {
      return [...check.problems, ...proof.flatMap(proofProblems)];
    },
    text: (paint) => check.text(paint) + installabilityText(proof, quiet, paint),
    markdown: () => `${check.markdown()}\n${installabilityMarkdown(proof)}`,
  };
}

/** Whether lockfiles can be installed: a line for each, and a table of what can't, or not everywhere. */
export function installabilityText(found: readonly Installability[], quiet: boolean, paint: Paint): string {
  const colours = { green: paint.green, red: paint.red, unknown: paint.yellow };
  const lines: string[] = [];
  for (const one of found) {
    const verdict = overallInstallability(one);
    if (quiet && verdict === 'green') continue;
    lines.push(
      `${colours[verdict](verdict)}${' '.repeat(9 - verdict.length)}${visible(one.path)}: ${summary(one.pairs)}`,
      ...alignedTable(rowsOf(one).map((row) => row.map(visible))).map((line) => `           ${line}`),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

function installabilityMarkdown(found: readonly Installability[]): string {
  const rows = found.flatMap((one): MarkdownRow[] => [
    [code(one.path), MARKS[overallInstallability(one)], prose(summary(one.pairs)), ''],
    ...rowsOf(one).map(([verdict, what, where, why]) => [
      prose(what),
      prose(verdict),
      prose(where),
      prose(why),
    ]),
  ]);
  return markdownTable(['lockfile, package', 'installable', 'where', 'why'], rows);
}

const MARKS = { green: '✅ green', red: '❌ red', unknown: '⚠️ could not tell' } as const;

function proofData({ path, pairs, fromSource, notAsked }: Installability): Json {
  return {
    path,
    verdict: overallInstallability({ pairs }),
    pairs: pairs.map(({ python, platform, verdict, reason, lacks }) => ({
      python,
      platform,
      verdict,
      reason,
      lacks: lacks.map(({ name, version, reason: why }) => ({ name, version, reason: why })),
    })),
    fromSource: fromSource.map(({ name, version }) => ({ name, version })),
    notAsked: notAsked.map(({ entry, why }) => ({ entry, reason: why })),
  };
}

function proofProblems(one: Installability): readonly Problem[] {
  const { path, pairs, fromSource } = one;
  const about = { path, line: undefined, next: undefined };
  return [
    ...groupsOf(pairs).flatMap(({ name, what, why, at }): readonly Problem[] => {
      if (name === undefined) return [];
      const message = `${what} ${why}: ${placesText(at)}`;
      return [{ ...about, severity: 'error', code: 'no-wheel', name, message }];
    }),
    ...pairs.flatMap((pair): readonly Problem[] => {
      if (pair.reason === undefined) return [];
      const isRed = pair.verdict === 'red';
      const [severity, rule] = isRed
        ? (['error', 'not-installable'] as const)
        : (['warning', 'not-proved'] as const);
      return [
        { ...about, severity, code: rule, name: undefined, message: `${placesText([pair])}: ${pair.reason}` },
      ];
    }),
    ...fromSource.map(
      ({ name, version }): Problem => ({
        ...about,
        severity: 'notice',
        code: 'from-source',
        name,
        message: `${name} ${version} has no wheel anywhere: it is built from its source`,
      }),
    ),
  ];
}

function summary(pairs: readonly PairVerdict[]): string {
  if (pairs.length === 0) return 'it is promised for none of these Pythons and platforms';
  const green = pairs.filter(({ verdict }) => verdict === 'green').length;
  return `installs on ${green} of ${pairs.length} (${placesText(pairs)})`;
}

/** What keeps a lockfile from being installed, or is not known, and where. */
interface Group {
  readonly verdict: string;
  /** The package; undefined where it is about a pair as a whole. */
  readonly name: string | undefined;
  /** The package with its version; `''` likewise. */
  readonly what: string;
  readonly why: string;
  readonly at: Pair[];
}

function groupsOf(pairs: readonly PairVerdict[]): readonly Group[] {
  const groups = new Map<string, Group>();
  const add = (group: Omit<Group, 'at'>, pair: Pair): void => {
    const key = [group.verdict, group.what, group.why].join('\n');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...group, at: [pair] });
    else known.at.push(pair);
  };
  for (const pair of pairs) {
    for (const { name, version, reason } of pair.lacks)
      add({ verdict: 'red', name, what: `${name} ${version}`, why: reason }, pair);
    if (pair.reason !== undefined)
      add({ verdict: pair.verdict, name: undefined, what: '', why: pair.reason }, pair);
  }
  return [...groups.values()];
}

function rowsOf({ pairs, fromSource, notAsked }: Installability): readonly Row[] {
  const rank = ({ verdict, what, why }: Group): string => [verdict, what, why].join();
  const sorted = [...groupsOf(pairs)].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return [
    ...sorted.map(({ verdict, what, why, at }): Row => [verdict, what, placesText(at), why]),
    ...fromSource.map(
      ({ name, version }): Row => [
        'note',
        `${name} ${version}`,
        'everywhere',
        'no wheel: builds from source',
      ],
    ),
    ...notAsked.map(({ entry, why }): Row => ['note', entry, 'not asked', why]),
  ];
}

/** `Python 3.10, 3.15 on linux, macos`: places with the same Pythons together. */
export function placesText(pairs: readonly Pair[]): string {
  const byPlatform = new Map<string, string[]>();
  for (const { python, platform } of pairs) {
    byPlatform.set(platform, [...(byPlatform.get(platform) ?? []), python]);
  }
  const byPythons = new Map<string, string[]>();
  for (const [platform, pythons] of byPlatform) {
    const key = pythons.join(', ');
    byPythons.set(key, [...(byPythons.get(key) ?? []), platform]);
  }
  return [...byPythons]
    .map(([pythons, platforms]) => `Python ${pythons} on ${platforms.join(', ')}`)
    .join('; ');
}
