import { constants } from 'node:fs';
import { access, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode, remedyFor } from '../../git/errors.js';
import { commonFolder } from '../../git/settings.js';
import { makeTemporaryFolder } from '../../git/temporary.js';
import { bytes } from '../bytes.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

/** What a commit's resolution takes at most, as its inputs and outputs are copied; and its objects in git's folder. */
const LEAST_FREE = 1024 * 1024;

const say = found('disk');

/** Whether a run has room for its temporary files, and git for what it commits: both are written by every commit. */
export async function checkDisk({ surroundings, git }: World): Promise<readonly Finding[]> {
  const temporary = surroundings.env.TMPDIR || tmpdir();
  const where = await git().catch(() => undefined);
  const places = [
    {
      folder: temporary,
      purpose: 'temporary files',
      otherwise: 'or name another folder: export TMPDIR=FOLDER',
    },
    ...(where === undefined
      ? []
      : [
          {
            folder: await commonFolder(where),
            purpose: 'what git commits',
            otherwise: 'as git needs it for every commit',
          },
        ]),
  ];
  const told: string[] = [];
  const findings: Finding[] = [];
  for (const { folder, purpose, otherwise } of places) {
    const [problem, free] = await Promise.all([
      folder === temporary ? whyNotHere(folder) : whyNotWritten(folder),
      freeAt(folder),
    ]);
    if (problem !== undefined)
      findings.push(
        say('not ok', `${folder} takes no ${purpose}: ${problem.words}`, {
          byHand: `${problem.remedy}, ${otherwise}`,
        }),
      );
    else if (free !== undefined && free < LEAST_FREE)
      findings.push(
        say('not ok', `${folder} has ${bytes(free)} free for ${purpose}`, {
          byHand: `make room on that disk, ${otherwise}`,
        }),
      );
    else told.push(`${folder}${free === undefined ? '' : `, ${bytes(free)} free`}, for ${purpose}`);
  }
  return findings.length > 0 ? findings : [say('ok', told.join('; '))];
}

interface Problem {
  readonly words: string;
  readonly remedy: string;
}

/** A quota, or a limit of the shell's, shows itself only to who writes. */
async function whyNotHere(folder: string): Promise<Problem | undefined> {
  let made: string | undefined;
  try {
    made = await makeTemporaryFolder(folder);
    await writeFile(join(made, 'room'), Buffer.alloc(LEAST_FREE));
    return undefined;
  } catch (error) {
    return problemOf(error);
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** In git's own folder nothing is tried. */
async function whyNotWritten(folder: string): Promise<Problem | undefined> {
  try {
    for (const one of [folder, join(folder, 'objects')])
      await access(one, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) throw error;
  const remedy = hasCode(error, 'ENOENT') ? 'make that folder' : remedyFor(error);
  return {
    words: error.message.replace(/,.*$/s, ''),
    remedy: (remedy ?? 'mend it').replace(/, then try again$/, ''),
  };
}

async function freeAt(folder: string): Promise<number | undefined> {
  const facts = await statfs(folder).catch(() => undefined);
  return facts === undefined ? undefined : facts.bavail * facts.bsize;
}
