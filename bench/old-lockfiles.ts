import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolatedEnvironment } from '../test/helpers/environment.js';
import { installedLockgen } from '../test/helpers/package.js';
import { run } from '../test/helpers/run.js';
import { sharedUv } from '../test/helpers/uv.js';
import { LONG_AGO, lockedLongAgo, OLD_PROJECTS } from './old-projects.js';

// Lockfiles that were made long ago are still what their projects give: nothing about a release is drift. Makes them of
// ten projects as of that day, and has `lockgen check` judge them by today's index, first with an empty cache of uv's,
// then with what that has left there. Ends with 1 where one of them isn't fresh.
const scratch = await realpath(await mkdtemp(join(tmpdir(), 'lockgen-old-')));
const [{ bin }, uv] = await Promise.all([installedLockgen(), sharedUv()]);
let alarms = 0;
try {
  console.log(`Lockfiles as of ${LONG_AGO.slice(0, 10)}, checked by today's index:\n`);
  console.log('| project | pins of base | of full | verdict | cold | warm |\n|---|---|---|---|---|---|');
  for (const [index, [name, project]] of Object.entries(OLD_PROJECTS).entries()) {
    const folder = join(scratch, `project-${index}`);
    const env = (home: string, cache: string): NodeJS.ProcessEnv =>
      isolatedEnvironment(join(scratch, home), { UV_CACHE_DIR: join(scratch, cache) });
    await mkdir(folder);
    const pins = await lockedLongAgo(project, folder, { uv, env: env('maker', 'maker-cache') });
    const cold = await run(bin, ['check'], { cwd: folder, env: env(`cold-${index}`, `cache-${index}`) });
    const warm = await run(bin, ['check'], { cwd: folder, env: env(`warm-${index}`, `cache-${index}`) });
    const verdict = ['fresh', 'stale', 'could not tell'][Math.max(cold.exitCode, warm.exitCode)] ?? 'failed';
    if (verdict !== 'fresh') alarms += 1;
    const seconds = ({ milliseconds }: { readonly milliseconds: number }): string =>
      `${(milliseconds / 1000).toFixed(1)} s`;
    console.log(
      `| ${name} | ${pins.base} | ${pins.full} | ${verdict} | ${seconds(cold)} | ${seconds(warm)} |`,
    );
    if (verdict !== 'fresh') console.error(cold.stdout, cold.stderr, warm.stdout);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
if (alarms > 0) process.exitCode = 1;
