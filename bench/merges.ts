import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Random, randomFrom } from '../soak/random.js';
import { mergeLockfiles } from '../src/lockfile/merge.js';
import { isolatedEnvironment } from '../test/helpers/environment.js';
import { makeIndex, type PackageOptions } from '../test/helpers/local-index.js';
import { installedLockgen } from '../test/helpers/package.js';
import { pyproject } from '../test/helpers/projects.js';
import { run, runOk } from '../test/helpers/run.js';

// `npm run merges -- --count 100 --seed 1`: two branches edit other requirements of one project. How often do their
// lockfiles merge, by git's lines and by the merge driver, and are they then those of the merged project?
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** How many requirements each side edits. */
    edits: { type: 'string', default: '1' },
  },
});

const NAMES = Array.from(
  { length: 90 },
  (_, at) => `${'bcdfghklmn'[Math.floor(at / 9)]}${'aeiou'[at % 5]}p${at}`,
);
const VERSIONS = ['1.0', '1.1', '2.0'];

/** Each package may need some of those before it. */
function packages(random: Random): PackageOptions[] {
  return NAMES.flatMap((name, at) => {
    const needs = Array.from({ length: at === 0 ? 0 : random.below(4) }, () => NAMES[random.below(at)] ?? '');
    return VERSIONS.map((version) => ({ name, version, requires: [...new Set(needs)] }));
  });
}

function shuffled(random: Random): string[] {
  const left = [...NAMES];
  return NAMES.flatMap(() => left.splice(random.below(left.length), 1));
}

type Requirements = ReadonlyMap<string, string>;

function edited(random: Random, before: Requirements, names: readonly string[]): Requirements {
  const after = new Map(before);
  for (const name of names) {
    if (after.has(name) && random.chance(0.3)) after.delete(name);
    else after.set(name, `${name}${random.pick(['<2', '==1.0', '>=1.1', ''])}`);
  }
  return after;
}

/** The requirements with the edits of both sides, which are about other packages. */
function both(base: Requirements, ours: Requirements, theirs: Requirements): Requirements {
  const merged = new Map(ours);
  for (const name of NAMES) {
    const value = theirs.get(name);
    if (value === base.get(name)) continue;
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  }
  return merged;
}

const folder = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-merges-'));
const random = randomFrom(Number(values.seed));
const { bin } = await installedLockgen();
const index = await makeIndex(join(folder, 'index'), packages(random));
const env = isolatedEnvironment(join(folder, 'home'), index.env);

/** A project's lockfile, from the pins of another. */
async function locked(place: string, requirements: Requirements, from?: string): Promise<string> {
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, 'pyproject.toml'),
    pyproject({ dependencies: [...requirements.values()].sort() }),
  );
  if (from !== undefined) await writeFile(join(place, 'requirements.txt'), from);
  await runOk(bin, ['generate', '--quiet'], { cwd: place, env });
  return await readFile(join(place, 'requirements.txt'), 'utf8');
}

/** Whether a merged lockfile is that of the merged project. */
async function isRight(place: string, requirements: Requirements, text: string): Promise<boolean> {
  await locked(place, requirements, text);
  return (await readFile(join(place, 'requirements.txt'), 'utf8')) === text;
}

async function linesMerged(place: string, sides: Readonly<Record<'ours' | 'base' | 'theirs', string>>) {
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(sides)) await writeFile(join(place, name), text);
  const args = ['merge-file', '-p', '-q', 'ours', 'base', 'theirs'];
  const { exitCode, stdout } = await run('git', args, { cwd: place, env });
  return exitCode === 0 ? stdout : undefined;
}

const count = Number(values.count);
const totals = { text: 0, textWrong: 0, driver: 0, driverWrong: 0 };
try {
  for (let pair = 0; pair < count; pair += 1) {
    const at = join(folder, String(pair));
    const names = shuffled(random);
    const base = new Map(names.slice(0, 14).map((name) => [name, `${name}${random.pick(['', '', '<2'])}`]));
    const candidates = [...names.slice(8, 24)];
    const size = Number(values.edits);
    const ours = edited(random, base, candidates.filter((_, place) => place % 2 === 0).slice(-size));
    const theirs = edited(random, base, candidates.filter((_, place) => place % 2 === 1).slice(-size));
    const before = await locked(join(at, 'base'), base);
    const sides = {
      base: before,
      ours: await locked(join(at, 'ours'), ours, before),
      theirs: await locked(join(at, 'theirs'), theirs, before),
    };
    const requirements = both(base, ours, theirs);
    const text = await linesMerged(join(at, 'text'), sides);
    const driven = mergeLockfiles(sides.base, sides.ours, sides.theirs);
    if (text !== undefined) {
      totals.text += 1;
      if (!(await isRight(join(at, 'text'), requirements, text))) totals.textWrong += 1;
    }
    if (driven !== undefined && driven.conflicts.length === 0) {
      totals.driver += 1;
      if (!(await isRight(join(at, 'driver'), requirements, driven.text))) totals.driverWrong += 1;
    }
    await rm(at, { recursive: true, force: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`seed ${values.seed}, ${count} pairs, ${values.edits} edits a side
| merged by | without conflict | of these not the merged project's |
|---|---|---|
| git, line by line | ${totals.text} | ${totals.textWrong} |
| \`lockgen merge-driver\` | ${totals.driver} | ${totals.driverWrong} |`);
