import { pythonInstructions } from '../../uv/instructions.js';
import { pythonWithPip } from '../../uv/pip.js';
import { findPython } from '../../uv/python.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';
import { goneRecord } from './gone-record.js';

const say = found('python');

/** Which Python uv is given, and, where a uv has to be installed first, which one has the pip for that. */
export async function checkPython(world: World): Promise<readonly Finding[]> {
  const { surroundings, uvs } = world;
  const [python, all, record] = await Promise.all([
    findPython(surroundings),
    uvs(),
    goneRecord('python', world),
  ]);
  const toInstall = all.filter(({ uv }) => uv === undefined || uv.origin === 'fallback');
  const findings: Finding[] = [...record];
  if (python === undefined) {
    const state = toInstall.length > 0 ? 'not ok' : 'note';
    const rest = state === 'note' ? '; uv looks for one of its own' : '';
    findings.push(
      say(
        state,
        `no Python 3.8 or later is on PATH, on record, or where version managers keep theirs${rest}`,
        { byHand: oneLine(pythonInstructions()) },
      ),
    );
  } else {
    const where = python.offPath === true ? ', which is not on PATH' : '';
    findings.push(say('ok', `${python.version} (${python.path}${where})`));
  }
  const [first] = toInstall;
  if (first === undefined || python === undefined) return findings;
  const withPip = await pythonWithPip(surroundings);
  const version = first.wanted.version;
  if (withPip !== undefined) return findings;
  const says = `no Python here has pip, which uv ${version} is installed with`;
  return [
    ...findings,
    first.uv === undefined
      ? say('not ok', says, {
          byHand: `sudo apt install python3-pip (Debian, Ubuntu), ${python.path} -m ensurepip --upgrade (elsewhere), or put uv ${version} on PATH`,
        })
      : say('note', `${says}; uv ${first.uv.version} on PATH serves`),
  ];
}

function oneLine(text: string): string {
  const [title = '', ...ways] = text.split('\n');
  return `${title} ${ways.map((way) => way.trim()).join('; ')}`;
}
