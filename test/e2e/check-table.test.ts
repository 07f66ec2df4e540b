import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hooked, withoutUvAndPython } from '../helpers/hooked.js';
import { startHttpIndex } from '../helpers/http-index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { startTorchIndex } from '../helpers/torch-index.js';
import {
  BASE,
  documentedRows,
  FULL,
  MUTATED_PACKAGES,
  MUTATED_PROJECT,
  MUTATIONS,
  type Row,
} from './check-mutations.js';

const documented = await documentedRows();
const found = new Map<string, Row>();

/** What `lockgen check` says of one mutation, as the table writes it: `fresh`, `stale hash`, `unknown network`. */
function cell(stdout: string, exitCode: number): string {
  const { verdict, lockfiles } = JSON.parse(stdout);
  expect(exitCode).toBe({ fresh: 0, stale: 1, unknown: 2 }[String(verdict)]);
  const [first] = lockfiles.filter((one: { verdict: string }) => one.verdict === verdict);
  const [reason] = first.reasons;
  return reason === undefined ? verdict : `${verdict} \`${reason.code}\``;
}

beforeAll(async () => {
  const [index, torch] = [
    await startHttpIndex(MUTATED_PACKAGES, { seconds: 600 }),
    await startTorchIndex(await scratchFolder()),
  ];
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({
    env: { ...torch.env, ...index.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' },
  });
  const { repository, lockgen } = world;
  await world.commit({ 'pyproject.toml': MUTATED_PROJECT });
  const fresh = { [BASE]: await repository.read(BASE), [FULL]: await repository.read(FULL) };

  const inWay = async (args: () => Promise<readonly string[]>, env?: NodeJS.ProcessEnv) => {
    const cells = new Map<string, string>();
    for (const [name, mutate] of Object.entries(MUTATIONS)) {
      for (const [path, text] of Object.entries(mutate(fresh))) {
        if (text === undefined) await repository.remove(path);
        else await repository.write(path, text);
      }
      const options = env === undefined ? {} : { env };
      const { stdout, exitCode, stderr } = await lockgen(
        ['check', '--format', 'json', ...(await args())],
        options,
      );
      expect(stdout, stderr).not.toBe('');
      cells.set(name, cell(stdout, exitCode));
    }
    return cells;
  };
  // Nothing is known to be fresh, so that each has to be found out.
  const knowingNothing = async () => ['--cache-dir', await scratchFolder()];
  const online = await inWay(knowingNothing);
  index.become('gone');
  await torch.close();
  const offline = await inWay(knowingNothing);
  const { env } = await withoutUvAndPython(world);
  const alone = await inWay(async () => [], env);
  for (const mutation of Object.keys(MUTATIONS)) {
    const of = (cells: ReadonlyMap<string, string>): string => cells.get(mutation) ?? '';
    found.set(mutation, { mutation, online: of(online), offline: of(offline), alone: of(alone) });
  }
  console.log(
    [...found.values()].map((r) => `| ${r.mutation} | ${r.online} | ${r.offline} | ${r.alone} |`).join('\n'),
  );
});

test('docs/check.md has a row for each mutation, and no other', () => {
  expect(documented.map(({ mutation }) => mutation)).toEqual(Object.keys(MUTATIONS));
});

test.each(documented)('$mutation', (row) => {
  expect(found.get(row.mutation)).toEqual(row);
});
