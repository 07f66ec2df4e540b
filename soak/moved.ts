import { installed, markersOf, pinsByKey } from '../src/lockfile/installs.js';
import { parseLockfile } from '../src/lockfile/parse.js';
import { environmentGrid } from '../src/python/environments.js';
import { pythonFloor } from '../src/python/requires-python.js';
import type { Play } from './play.js';
import { compileFailure } from './proof.js';
import { inside, type Subject } from './subject.js';

/**
 * That no pin moved that needn't: where a project resolves with the old pins as constraints, what was
 * installed somewhere, and still is, has the version that it had there.
 *
 * @param old the project's lockfiles before, whose pins are preferred; by path
 */
export async function provedUnmoved(
  play: Play,
  subject: Subject,
  old: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const { folder } = subject;
  const full = subject.files.get(inside(folder, 'requirements-full.txt'));
  for (const target of subject.targets) {
    const path = inside(folder, target.lockfile);
    const [before, after] = [old.get(path), subject.files.get(path)];
    if (before === undefined || after === undefined || before === after) continue;
    const moved = movedPins(before, after, subject.python).map((line) => `${path}: ${line}`);
    if (moved.length === 0) continue;
    const constraints = new Map([['old-pins.txt', plainPins(before)]]);
    // base agrees with full, whatever its own old pins were.
    if (target.name === 'base' && subject.targets.length > 1 && full !== undefined) {
      constraints.set('full-pins.txt', plainPins(full));
    }
    if ((await compileFailure(play, subject, target, constraints)) === undefined) {
      found.push(
        ...moved,
        `although ${path} resolves with the old pins as constraints:\n${plainPins(before)}`,
      );
    }
  }
  return found;
}

/** One line for each package that another version is installed of, somewhere, than the old lockfile installed there. */
function movedPins(before: string, after: string, python: string): string[] {
  const was = pinsByKey(parseLockfile(before).pins);
  const is = pinsByKey(parseLockfile(after).pins);
  const range = {
    requiresPython: python,
    floor: pythonFloor(python) ?? '3.10',
    platforms: ['linux', 'macos', 'windows'],
  } as const;
  return [...is].flatMap(([name, pins]) => {
    const old = was.get(name) ?? [];
    const grid = environmentGrid(markersOf([old, pins]), range);
    const [oldOn, newOn] = [installed(old, grid), installed(pins, grid)];
    const place = oldOn.findIndex(
      (version, at) => version !== undefined && newOn[at] !== undefined && newOn[at] !== version,
    );
    return place < 0 ? [] : [`${name} ${oldOn[place]} → ${newOn[place]}`];
  });
}

function plainPins(text: string): string {
  return parseLockfile(text)
    .pins.map((pin) => `${pin.text}\n`)
    .join('');
}
