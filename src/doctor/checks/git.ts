import { gitContext } from '../../commands/context.js';
import { runGit } from '../../git/git.js';
import { gitProgram } from '../../git/program.js';
import { type Finding, found } from '../finding.js';
import { compareVersions, firstVersion } from '../plain-version.js';
import type { World } from '../world.js';

/** The first git with `pre-merge-commit`: its release notes, "A new 'pre-merge-commit' hook". */
const WITH_MERGE_HOOK = '2.24.0';
/** The first with `git config --show-scope`, by which doctor itself tells who sets what. */
const WITH_SCOPES = '2.26.0';
/** What the tests are run with. */
const TESTED = '2.39.0';

const say = found('git');

/** Which git, and whether it is new enough. */
export async function checkGit({ context }: World): Promise<readonly Finding[]> {
  const program = gitProgram(context.cwd, context.env);
  if (program === undefined) {
    return [say('not ok', 'git is not on PATH', { byHand: 'install git, or put its folder on PATH' })];
  }
  const { stdout } = await runGit(gitContext(context), ['--version']);
  const version = firstVersion(stdout.toString()) ?? stdout.toString().trim();
  const which = `${version} (${program})`;
  if (compareVersions(version, WITH_MERGE_HOOK) < 0) {
    return [
      say('not ok', `${which} calls no pre-merge-commit hook; ${WITH_MERGE_HOOK} and later do`, {
        byHand: 'install a newer git',
      }),
    ];
  }
  if (compareVersions(version, WITH_SCOPES) < 0)
    return [say('note', `${which} can't tell who sets what; ${WITH_SCOPES} and later can`)];
  return compareVersions(version, TESTED) < 0
    ? [say('note', `${which} is older than the ${TESTED} that lockgen is tested with`)]
    : [say('ok', which)];
}
