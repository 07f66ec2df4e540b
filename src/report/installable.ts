import {
  type Installability,
  overallInstallability,
  type PairVerdict,
  provenOutcome,
} from '../installable/judge.js';
import { type Outcome, overall } from '../verdict/exit-code.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import { checkReport } from './check.js';
import { groupsOf, nameOf } from './installable-groups.js';
import { nextFor, nextForPair, nextSteps } from './installable-next.js';
import { proofProblems } from './installable-problems.js';
import { code, type MarkdownRow, markdownTable, prose } from './markdown.js';
import type { Asked } from './mend.js';
import type { Paint } from './paint.js';
import { placesText } from './places.js';
import type { Json, Report } from './report.js';
import { alignedTable } from './table.js';
import { visible } from './visible.js';

type Row = readonly [verdict: string, what: string, where: string, why: string];

/**
 * A report of `check` with the proof that the lockfiles can be installed, and what both come to.
 *
 * @param quiet - what is installable everywhere isn't told
 */
export function provenReport(
  verdicts: readonly LockfileVerdict[],
  proof: readonly Installability[],
  asked: Asked,
  quiet: boolean,
): { readonly report: Report; readonly outcome: Outcome } {
  const freshness = overall(verdicts);
  const outcome = provenOutcome(freshness, proof);
  const check = checkReport(verdicts, asked, quiet, headline(freshness, proof));
  const report: Report = {
    command: check.command,
    get data() {
      return { ...check.data, verdict: outcome, installable: proof.map(proofData) };
    },
    get problems() {
      return [...check.problems, ...proof.flatMap(proofProblems)];
    },
    text: (paint) => check.text(paint) + installabilityText(proof, quiet, paint),
    markdown: () => [check.markdown(), ...installabilityMarkdown(proof)].join('\n'),
  };
  return { report, outcome };
}

/** What a headline about fresh or stale lockfiles says besides. */
function headline(freshness: LockfileVerdict['verdict'], proof: readonly Installability[]): string {
  const but = freshness === 'fresh' ? ', but' : ', and';
  const found = new Set(proof.map(overallInstallability));
  if (found.has('red')) {
    const pins = new Set(proof.flatMap(({ pairs }) => pairs.flatMap(({ lacks }) => lacks.map(nameOf))));
    const red = proof.filter((one) => overallInstallability(one) === 'red');
    const what = pins.size > 0 ? counted(pins.size, 'pin') : counted(red.length, 'lockfile');
    return `${but} ${what} can't be installed everywhere`;
  }
  if (found.has('unknown')) return `${but} whether they can be installed could not be told`;
  return freshness === 'fresh' && found.has('green') ? ', and can be installed' : '';
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Whether lockfiles can be installed: a line for each, and a table of what can't, or not everywhere. */
export function installabilityText(found: readonly Installability[], quiet: boolean, paint: Paint): string {
  const colours = { green: paint.green, red: paint.red, unknown: paint.yellow };
  const lines: string[] = [];
  for (const one of found) {
    const verdict = overallInstallability(one);
    if (quiet && verdict === 'green') continue;
    lines.push(
      `${colours[verdict](verdict)}${' '.repeat(9 - verdict.length)}${visible(one.path)}: ${summary(one.pairs)}`,
      ...[
        ...alignedTable(rowsOf(one).map((row) => row.map(visible))),
        ...nextSteps(one).map((step) => `next: ${visible(step)}`),
      ].map((line) => `           ${line}`),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** A table, where there is a lockfile to tell of. */
function installabilityMarkdown(found: readonly Installability[]): readonly string[] {
  const rows = found.flatMap((one): MarkdownRow[] => [
    [
      code(one.path),
      MARKS[overallInstallability(one)],
      prose(summary(one.pairs)),
      nextSteps(one).map((step) => `next: ${prose(step)}`),
    ],
    ...rowsOf(one).map(([verdict, what, where, why]) => [
      prose(what),
      prose(verdict),
      prose(where),
      prose(why),
    ]),
  ]);
  return rows.length === 0 ? [] : [markdownTable(['lockfile, package', 'installable', 'where', 'why'], rows)];
}

const MARKS = { green: '✅ green', red: '❌ red', unknown: '⚠️ could not tell' } as const;

function proofData({ path, pairs, fromSource, notAsked, next }: Installability): Json {
  return {
    path,
    verdict: overallInstallability({ pairs }),
    pairs: pairs.map((pair) => ({
      python: pair.python,
      platform: pair.platform,
      verdict: pair.verdict,
      reason: pair.reason,
      next: pair.reason === undefined ? undefined : nextForPair(pair),
      lacks: pair.lacks.map((lack) => ({
        name: lack.name,
        version: lack.version,
        line: lack.line,
        reason: lack.reason,
        next: nextFor(lack, pairs),
      })),
    })),
    fromSource: fromSource.map(({ name, version, line }) => ({ name, version, line })),
    notAsked: notAsked.map(({ entry, why }) => ({ entry, reason: why })),
    next,
  };
}

function summary(pairs: readonly PairVerdict[]): string {
  if (pairs.length === 0) return 'it is promised for none of these Pythons and platforms';
  const green = pairs.filter(({ verdict }) => verdict === 'green').length;
  const unknown = pairs.filter(({ verdict }) => verdict === 'unknown').length;
  const untold = unknown === 0 ? '' : `, could not be told on ${unknown}`;
  return `installs on ${green} of ${pairs.length}${untold} (${placesText(pairs)})`;
}

function rowsOf({ pairs, fromSource, notAsked }: Installability): readonly Row[] {
  return [
    ...groupsOf(pairs).map(
      ({ verdict, lack, why, at }): Row => [
        verdict,
        lack === undefined ? '' : nameOf(lack),
        placesText(at),
        why,
      ],
    ),
    ...fromSource.map((pin): Row => ['note', nameOf(pin), 'everywhere', 'no wheel: builds from source']),
    ...notAsked.map(({ entry, why }): Row => ['note', entry, 'not asked', why]),
  ];
}
