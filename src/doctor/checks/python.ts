import { pythonInstructions } from '../../uv/instructions.js';
import { pythonWithPip } from '../../uv/pip.js';
import { findPython } from '../../uv/python.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('python');

/** Which Python uv is given, and, where a uv has to be installed first, which one has the pip for that. */
export async function checkPython({ surroundings, uvs }: World): Promise<readonly Finding[]> {
  const [python, all] = await Promise.all([findPython(surroundings), uvs()]);
  const toInstall = all.filter(({ uv }) => uv === undefined || uv.origin === 'fallback');
  const findings: Finding[] = [];
  if (python === undefined) {
    const state = toInstall.length > 0 ? 'not ok' : 'note';
    const rest = state === 'note' ? '; uv looks for one of its own' : '';
    findings.push(
      say(state, `no Python 3.8 or later is on PATH${rest}`, { byHand: oneLine(pythonInstructions()) }),
    );
  } else {
    findings.push(say('ok', `${python.version} (${python.path})`));
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
