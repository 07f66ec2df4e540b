import { parseLockfile } from '../src/lockfile/parse.js';
import type { Play } from './play.js';
import { compileFailure } from './proof.js';
import { inside, type Subject } from './subject.js';

/**
 * That no pin moved that needn't: where a project resolves with the old pins as constraints, each package that was in
 * the old lockfile has a version in the new one that the old one had.
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
    const was = versionsOf(before);
    const moved = [...versionsOf(after)].flatMap(([name, versions]) => {
      const known = was.get(name);
      const others = known === undefined ? [] : [...versions].filter((version) => !known.has(version));
      return others.length === 0
        ? []
        : [`${path}: ${name} ${[...(known ?? [])].join(', ')} → ${[...versions].join(', ')}`];
    });
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

function versionsOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { key, version } of parseLockfile(text).pins) {
    found.set(key, (found.get(key) ?? new Set<string>()).add(version ?? ''));
  }
  return found;
}

function plainPins(text: string): string {
  return parseLockfile(text)
    .pins.map((pin) => `${pin.text}\n`)
    .join('');
}
