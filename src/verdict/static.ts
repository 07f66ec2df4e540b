import type { TargetConfig } from '../config/options.js';
import type { StaticInput } from '../lockfile/findings.js';
import { parseLockfile } from '../lockfile/parse.js';
import { staticFindings } from '../lockfile/static-rules.js';
import { isDynamic } from '../project/inputs.js';
import { isTable, stringsOf, tableAt } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import { policyOf } from '../project/policy.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import { requirementsOf } from '../project/requirements.js';
import type { Tree } from '../project/tree.js';
import { parseRequirement } from '../python/requirement.js';
import { normalizeName } from '../python/version.js';
import { declaredConflict } from '../resolve/conflicts.js';
import { families } from '../resolve/order.js';
import { shellWord } from '../shell-word.js';
import { agreementReasons } from './agreement.js';
import { type LockfileVerdict, plainVerdict, reasonFor } from './verdict.js';

/**
 * What can be told without uv: stale, or nothing.
 *
 * @returns verdicts where any lockfile is provably stale; lockfiles without a finding are then unknown to be fresh
 *   or not, and left out
 */
export async function staticVerdicts(
  project: Project,
  tree: Tree,
): Promise<readonly LockfileVerdict[] | undefined> {
  const { config, folder } = project;
  const inputs = new Map<TargetConfig, StaticInput>();
  for (const target of config.targets) {
    const text = await tree.read(inFolder(folder, target.output));
    if (text !== undefined) inputs.set(target, staticInput(project, target, text));
  }
  const lockfiles = new Map([...inputs].map(([target, { lockfile }]) => [target, lockfile]));
  const disagreeing = agreementReasons(project, lockfiles);
  const verdicts: LockfileVerdict[] = [];
  const texts = new Map<string, string>();
  for (const path of project.inputs.files) {
    const text = await tree.read(path);
    if (text !== undefined) texts.set(path, text);
  }
  const policy = policyOf(project, texts);
  for (const target of config.targets) {
    const about = { project: folder, target: target.name, path: inFolder(folder, target.output) };
    const input = inputs.get(target);
    if (input === undefined) {
      verdicts.push(await nothingToRead(about, tree));
      continue;
    }
    const reasons = [...staticFindings({ ...input, policy }), ...(disagreeing.get(target) ?? [])];
    if (reasons.length > 0) verdicts.push(plainVerdict(about, 'stale', reasons));
  }
  return verdicts.length === 0 ? undefined : verdicts;
}

/** Where there is no lockfile to read, though something may stand there. */
async function nothingToRead(
  about: Pick<LockfileVerdict, 'project' | 'target' | 'path'>,
  tree: Tree,
): Promise<LockfileVerdict> {
  const what = await tree.describe(about.path);
  const told = (message: string): LockfileVerdict =>
    plainVerdict(about, 'stale', [reasonFor('missing', message)]);
  if (what === 'absent') return told('it is missing');
  if (what === 'a file') {
    return {
      ...told('it is missing from what git knows: an ignore rule hides it, so no commit will have it'),
      next: `git add --force ${shellWord(about.path)}, or take it out of .gitignore`,
    };
  }
  const path = shellWord(about.path);
  const away = what === 'a folder' ? `mv ${path} ${shellWord(`${about.path}.old`)}` : `rm ${path}`;
  return {
    ...told(`it is ${what}, not a file`),
    next: `put a plain file there: ${away}, then lockgen generate`,
  };
}

/** Options of a header about which keys of `[tool.uv]` can say the same in another form. */
const STATED_BY: Readonly<Record<string, readonly string[]>> = {
  'build-constraint-dependencies': ['build-constraint', 'build-constraints'],
  'exclude-newer': ['exclude-newer'],
  'exclude-newer-package': ['exclude-newer-package'],
  'fork-strategy': ['fork-strategy'],
  'index-strategy': ['index-strategy'],
  'no-binary': ['no-binary'],
  'no-binary-package': ['no-binary'],
  'no-build': ['only-binary'],
  'no-build-package': ['only-binary'],
  'no-index': ['no-index'],
  'no-sources': ['no-sources'],
  prerelease: ['prerelease', 'pre'],
  resolution: ['resolution'],
};

/** What the static rules know of a target's lockfile. */
export function staticInput(project: Project, target: TargetConfig, text: string): StaticInput {
  const { manifest, config } = project;
  const range = promisedRange(project);
  const { settings } = project.inputs;
  const pips = settings.map((table) => tableAt(table, 'pip'));
  const family = families(config.targets, (a, b) => declaredConflict(manifest, a, b)).find(
    ({ widest, narrower }) => widest === target || narrower.includes(target),
  );
  return {
    text,
    lockfile: parseLockfile(text),
    output: target.output,
    requirements: isDynamic(manifest) ? undefined : requirementsOf(manifest, target),
    projectName: manifest.name ?? '',
    range,
    target,
    expectedPythonVersion: target.pythonVersion ?? range.floor,
    agreementConstraints: [family?.widest, ...(family?.narrower ?? [])].flatMap((one) =>
      one === undefined || one === target ? [] : [one.output],
    ),
    silentNames: silentNames(project),
    silentOptions: new Set([
      ...pips.flatMap((pip) => Object.keys(pip)),
      ...settings.flatMap((table) => Object.keys(table)).flatMap((key) => STATED_BY[key] ?? []),
    ]),
    trustVia:
      pips.every((pip) => pip['no-annotate'] !== true) &&
      settings.every((table) => table['dependency-metadata'] === undefined) &&
      !overridesExtras(project),
    headerExpected: pips.every((pip) => pip['no-header'] !== true),
  };
}

/** Whether an override brings extras, and with them packages that nothing in the manifest explains. */
const overridesExtras = (project: Project): boolean =>
  project.inputs.settings.some((table) =>
    stringsOf(table['override-dependencies']).some((text) => text.includes('[')),
  );

/** Packages about which a rule could be wrong, since something besides the requirements decides on them. */
export function silentNames(project: Project): ReadonlySet<string> {
  const found = new Set<string>();
  // Those of a workspace's root count for its members, and `uv.toml` instead of `[tool.uv]`.
  for (const settings of project.inputs.settings) {
    for (const key of ['override-dependencies', 'exclude-dependencies', 'constraint-dependencies']) {
      for (const text of stringsOf(settings[key])) {
        try {
          found.add(parseRequirement(text).key);
        } catch {
          // uv says what is wrong with it when it reads the table.
        }
      }
    }
    for (const name of Object.keys(tableAt(settings, 'sources'))) found.add(normalizeName(name));
    for (const table of [settings, tableAt(settings, 'pip')]) {
      for (const name of stringsOf(table['no-emit-package'])) found.add(normalizeName(name));
      const metadata = table['dependency-metadata'];
      for (const entry of Array.isArray(metadata) ? metadata : []) {
        const name = isTable(entry) ? entry.name : undefined;
        if (typeof name === 'string') found.add(normalizeName(name));
      }
    }
  }
  for (const target of project.config.targets) {
    for (const arg of target.uvArgs) {
      const name = arg.match(/^--no-emit-package=(.+)$/)?.[1];
      if (name !== undefined) found.add(normalizeName(name));
    }
  }
  return found;
}
