import { requiringPackage } from './annotations.js';
import type { Pin } from './parse.js';

/** Who asks for a package, as a `# via` comment says. */
export type Asker =
  | { readonly kind: 'project' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly key: string };

/**
 * Who asks for pins: `-c limits.txt` and `--override …` say how a pin was chosen, and don't ask.
 *
 * @param ownName the normalized name of the project, which an extra that names it has as its asker
 */
export function askersOf(pins: readonly Pick<Pin, 'via'>[], ownName: string | undefined): readonly Asker[] {
  const found = new Map<string, Asker>();
  for (const via of pins.flatMap((pin) => pin.via)) {
    const asker = readAsker(via, ownName);
    if (asker !== undefined) found.set(JSON.stringify(asker), asker);
  }
  return [...found.values()];
}

function readAsker(via: string, ownName: string | undefined): Asker | undefined {
  const file = /^(?:-r|--requirements?)\s+(\S.*)$/.exec(via)?.[1];
  if (file !== undefined) return { kind: 'file', path: file };
  if (via.startsWith('-')) return undefined;
  if (/\s\(.*\)$/.test(via) || /^(?:\S*[\\/])?pyproject\.toml$/.test(via)) return { kind: 'project' };
  const key = requiringPackage(via);
  if (key === undefined) return { kind: 'file', path: via };
  return key === ownName ? { kind: 'project' } : { kind: 'package', key };
}
