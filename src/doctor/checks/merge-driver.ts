import { attributesOf } from '../../git/attributes.js';
import { outputsOf } from '../../project/project.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('merge-driver');

/** As docs/merges.md has it. */
const SET = 'git config merge.lockgen.driver "node_modules/.bin/lockgen merge-driver %O %A %B %P %L"';

/** Whether git knows the merge driver that attributes ask for. */
export async function checkMergeDriver({ git, projects, settings }: World): Promise<readonly Finding[]> {
  const where = await git();
  if (where === undefined) return [];
  const [{ loaded }, all] = await Promise.all([projects(), settings()]);
  const paths = loaded.flatMap(outputsOf);
  if (paths.length === 0) return [];
  const attributes = await attributesOf(where, 'merge', paths);
  const wired = paths.filter((path) => attributes.get(path) === 'lockgen');
  const driver = all.filter(({ key }) => key === 'merge.lockgen.driver').at(-1);
  const [first = ''] = wired;
  if (first === '') {
    return [
      driver === undefined
        ? say('note', 'not wired: git merges lockfiles line by line (docs/merges.md)')
        : say('note', 'git knows it, but no attribute asks for it: git merges lockfiles line by line', {
            mend: ["echo 'requirements*.txt merge=lockgen' >> .gitattributes"],
          }),
    ];
  }
  if (driver === undefined) {
    return [
      say(
        'not ok',
        `.gitattributes has ${first} merged by lockgen, but git's configuration here has no such driver`,
        {
          mend: [SET],
        },
      ),
    ];
  }
  if (!/\bmerge-driver\s+%O\s+%A\s+%B\s+%P\b/.test(driver.value)) {
    return [
      say('not ok', `merge.lockgen.driver is "${driver.value}", which doesn't give lockgen its arguments`, {
        mend: [SET],
      }),
    ];
  }
  const rest = paths.filter((path) => !wired.includes(path));
  const but =
    rest.length === 0 ? '' : `, not ${rest[0]}${rest.length > 1 ? ` and ${rest.length - 1} more` : ''}`;
  return [say('ok', `merges ${wired.length} of ${paths.length} lockfiles${but}`)];
}
