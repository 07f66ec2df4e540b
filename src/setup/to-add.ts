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
  const all = [...new Set([...changed, ...paths])];
  const operands = operandsBelow('', new Set(paths), all);
  return operands.length <= MOST ? operands : withPatterns(operands, new Set(paths), all);
}

/** One pattern for files of one name in all folders beside each other, where there is nothing else to stage that it means. */
function withPatterns(
  operands: readonly string[],
  wanted: ReadonlySet<string>,
  changed: readonly string[],
): readonly string[] {
  const likely = new Map<string, string[]>();
  for (const operand of operands) {
    const [, above = '', folder, name] = /^(.*\/)?([^/]+)\/([^/]+)$/s.exec(operand) ?? [];
    // What is no plain name isn't put into a pattern.
    if (folder === undefined || name === undefined || !/^[\w./-]*$/.test(above + name)) continue;
    const pattern = `${above}*/${name}`;
    likely.set(pattern, [...(likely.get(pattern) ?? []), operand]);
  }
  const patternOf = new Map<string, string>();
  for (const [pattern, those] of likely) {
    const [above = '', name = ''] = pattern.split('*');
    const isMeant = (path: string): boolean =>
      path.startsWith(above) && path.endsWith(name) && !path.slice(above.length, -name.length).includes('/');
    if (those.length > 2 && changed.every((path) => wanted.has(path) || !isMeant(path)))
      for (const one of those) patternOf.set(one, `:(glob)${pattern}`);
  }
  return [...new Set(operands.map((operand) => patternOf.get(operand) ?? operand))];
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
