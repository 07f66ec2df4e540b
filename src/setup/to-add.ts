/** More operands than these aren't read by anybody. */
const MOST = 8;

/**
 * What to give `git add` for it to stage these paths, and no other that git would: where they are many, folders in which
 * there is nothing else to stage.
 *
 * @param changed all paths that the work tree has otherwise than the index
 */
export function addOperands(wanted: readonly string[], changed: Iterable<string>): readonly string[] {
  const paths = [...new Set(wanted)];
  if (paths.length <= MOST) return paths;
  return operandsBelow('', new Set(paths), [...new Set([...changed, ...paths])]);
}

function operandsBelow(
  folder: string,
  wanted: ReadonlySet<string>,
  changed: readonly string[],
): readonly string[] {
  const [only] = changed;
  if (changed.length === 1 && only !== undefined) return wanted.has(only) ? [only] : [];
  if (changed.every((path) => wanted.has(path))) return [folder === '' ? '.' : folder];
  const start = folder === '' ? 0 : folder.length + 1;
  const inside = new Map<string, string[]>();
  for (const path of changed) {
    const end = path.indexOf('/', start);
    const name = end < 0 ? path : path.slice(0, end);
    inside.set(name, [...(inside.get(name) ?? []), path]);
  }
  return [...inside].flatMap(([name, paths]) => operandsBelow(name, wanted, paths));
}
