import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isolatedEnvironment } from '../test/helpers/environment.js';
import { judgeEdits } from '../test/helpers/line-edits-judge.js';
import { installedLockgen } from '../test/helpers/package.js';
import { pyproject } from '../test/helpers/projects.js';
import { runOk } from '../test/helpers/run.js';
import { sharedUv } from '../test/helpers/uv.js';

/*
 * Every single-line edit of the lockfiles of a real project, on the real index: does `lockgen check` call one fresh
 * that uv, run by hand on its pins, doesn't give again, or one stale that changes nothing?
 *
 *   npm run line-edits -- [--every 5] [--no-hashes]
 */
const { values } = parseArgs({
  options: { every: { type: 'string', default: '1' }, 'no-hashes': { type: 'boolean', default: false } },
});

/** Older releases that fit the project as well. */
const RELEASES: Readonly<Record<string, readonly string[]>> = {
  numpy: ['2.2.6', '2.1.3'],
  pandas: ['2.3.0', '2.2.3'],
  scipy: ['1.15.2', '1.14.1'],
  joblib: ['1.4.2'],
  threadpoolctl: ['3.5.0'],
  tzdata: ['2025.1'],
  six: ['1.16.0'],
};

const folder = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-line-edits-'));
try {
  const place = join(folder, 'project');
  const home = join(folder, 'home');
  await mkdir(place);
  await mkdir(home);
  const text = pyproject({
    dependencies: ['pandas<3'],
    extras: { full: ['scikit-learn', 'numpy<2.4'] },
    more: values['no-hashes'] ? '[tool.lockgen]' : '[tool.lockgen]\ngenerate-hashes = true',
  });
  await writeFile(join(place, 'pyproject.toml'), text);
  const env = isolatedEnvironment(home, { UV_CACHE_DIR: join(folder, 'cache') });
  const { bin } = await installedLockgen();
  await runOk(bin, ['generate'], { cwd: place, env });
  const read = (name: string): Promise<string> => readFile(join(place, name), 'utf8');
  const project = {
    pyproject: text,
    base: await read('requirements.txt'),
    full: await read('requirements-full.txt'),
    env,
    home,
    uv: await sharedUv(),
    releases: (name: string) => RELEASES[name] ?? [],
  };
  const started = performance.now();
  const judged = await judgeEdits(project, join(folder, 'work'), ({ same }) => !same, {
    every: Number(values.every),
  });
  const of = (verdict: string): number => judged.filter((one) => one.verdict === verdict).length;
  const falseFresh = judged.filter(
    ({ verdict, same, fixpoint }) => verdict === 'fresh' && !same && fixpoint !== true,
  );
  const falseStale = judged.filter(
    ({ verdict, same, fixpoint, line }) => verdict !== 'fresh' && (same || fixpoint === true) && line > 2,
  );
  for (const { file, what, verdict, reason } of [...falseFresh, ...falseStale]) {
    console.log(`${verdict} ${reason ?? ''} ${file} ${what}`);
  }
  console.log(
    [
      `${project.base.split('\n').length - 1} and ${project.full.split('\n').length - 1} lines, ${judged.length} edits in ${Math.round((performance.now() - started) / 1000)} s`,
      `${of('fresh')} fresh (${judged.filter(({ verdict, fixpoint }) => verdict === 'fresh' && fixpoint).length} of them other pins), ${of('stale')} stale, ${of('unknown')} unknown`,
      `${falseFresh.length} called fresh that are no fixpoint, ${falseStale.length} not called fresh that are one`,
    ].join('\n'),
  );
  process.exitCode = falseFresh.length + falseStale.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
