import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeFolder } from '../test/helpers/npm-programs.js';
import { lockedRepository, SMALL } from './repositories.js';
import { clone, git, lockgen, scratch, timed } from './surroundings.js';
import { spread } from './table.js';

// Times the start of the command line as the CommonJS that is published, beside the same sources as ES modules, on each
// Node that is promised: `npm run forms -- --rounds 30`. By the processor's time, beside the clock's, as that is the same
// on a machine that has other things to do.
const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 30;
const NODES = ['20.19.0', '22.23.3', '24.21.0'];

/** The command line as ES modules, split where the sources import something when they need it. */
async function esModules(): Promise<string> {
  const outdir = join(scratch, 'esm');
  await build({
    absWorkingDir: clone,
    entryPoints: { cli: 'src/cli.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20.19',
    external: ['typescript'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
    // Bundled CommonJS libraries ask for node's own modules by require.
    banner: {
      js: "import { createRequire as lockgenRequire } from 'node:module';\nconst require = lockgenRequire(import.meta.url);",
    },
  });
  return join(outdir, 'cli.mjs');
}

interface Times {
  readonly clock: number;
  readonly processor: number;
}

const note = join(scratch, 'processor-time');
const meter = join(scratch, 'meter.cjs');
writeFileSync(
  meter,
  `process.on('exit', () => { const { user, system } = process.cpuUsage(); require('node:fs').writeFileSync(${JSON.stringify(note)}, String((user + system) / 1000)); });\n`,
);

function run(node: string, program: string, args: readonly string[], cwd: string): Times {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(node, ['--require', meter, program, ...args], {
    cwd,
    env: { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') },
    encoding: 'utf8',
  });
  const clock = Number(process.hrtime.bigint() - started) / 1e6;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stderr}`);
  return { clock, processor: Number(readFileSync(note, 'utf8')) };
}

try {
  const esm = await esModules();
  const folder = lockedRepository(SMALL, 'forms');
  process.env.XDG_CACHE_HOME = join(scratch, 'cache');
  timed(process.execPath, [lockgen, 'check'], folder);
  // Staged, and of interest to the shell script, but nothing that a lockfile depends on.
  const manifest = join(folder, 'pyproject.toml');
  appendFileSync(manifest, '\n# A comment.\n');
  git(folder, 'add', 'pyproject.toml');

  const jobs = {
    'lockgen --version': ['--version'],
    'lockgen check, all known': ['check'],
    'lockgen hook, nothing relevant': ['hook'],
  };
  const rows: string[] = [];
  for (const version of NODES) {
    const node = join(await nodeFolder(version), 'node');
    for (const [job, args] of Object.entries(jobs)) {
      const times = { cjs: [] as Times[], esm: [] as Times[] };
      for (let round = -1; round < rounds; round += 1) {
        for (const [form, program] of [
          ['cjs', lockgen],
          ['esm', esm],
        ] as const) {
          const one = run(node, program, args, folder);
          if (round >= 0) times[form].push(one);
        }
      }
      const cells = (['cjs', 'esm'] as const).flatMap((form) =>
        (['processor', 'clock'] as const).map((of) => {
          const { median, lower, upper } = spread(times[form].map((one) => one[of]));
          return `${median.toFixed(0)} (${lower.toFixed(0)}–${upper.toFixed(0)})`;
        }),
      );
      // Of each pair, so that a slow moment hits both.
      const ratio = spread(
        times.cjs.map((one, at) => (times.esm[at]?.processor ?? Number.NaN) / one.processor),
      );
      rows.push(
        `| ${version} | \`${job.split(',')[0]}\`${job.slice(job.split(',')[0]?.length)} | ${cells.join(' | ')} | ${ratio.median.toFixed(2)} × |`,
      );
      console.log(rows.at(-1));
    }
  }
  const files = readdirSync(join(scratch, 'esm'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(scratch, 'esm', name)).size, 0);
  console.log(`ES modules: ${files.length} files, ${bytes} bytes`);
  console.log(
    [
      '| Node | job | CommonJS, processor | clock | ES modules, processor | clock | ES modules : CommonJS |',
      '|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
