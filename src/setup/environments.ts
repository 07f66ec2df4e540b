import { parseSpecifiers, type Specifier } from '../python/specifiers.js';

/**
 * The markers of `[tool.uv] environments` for a range of Pythons with an upper bound or a hole: uv resolves for all
 * Pythons above the lowest, as it reads no more of `requires-python` than that.
 *
 * @returns undefined where there is nothing to say. `<4`, which old tools wrote everywhere, excludes no Python.
 */
export function environmentsFor(requiresPython: string): readonly string[] | undefined {
  const parts = (parseSpecifiers(requiresPython) ?? []).flatMap(partOf);
  return parts.length === 0 ? undefined : [parts.join(' and ')];
}

function partOf({ operator, text, prefix, release }: Specifier): readonly string[] {
  const [major = 0, minor, patch] = release;
  const isMinor = minor !== undefined && (patch === undefined || (patch === 0 && operator === '<'));
  switch (operator) {
    case '<':
      if (major >= 4) return [];
      return isMinor ? [`python_version < '${major}.${minor}'`] : [`python_full_version < '${text}'`];
    case '<=':
      return major >= 4 ? [] : [`python_full_version <= '${text}'`];
    case '~=':
      // `~=3.11.2` stays below 3.12; `~=3.11` below 4.
      return patch === undefined || minor === undefined ? [] : [`python_version < '${major}.${minor + 1}'`];
    case '==':
      if (prefix) return minor === undefined ? [] : [`python_version == '${major}.${minor}'`];
      return [`python_full_version == '${text}'`];
    case '!=':
      if (prefix && patch === undefined && minor !== undefined)
        return [`python_version != '${major}.${minor}'`];
      return prefix ? [] : [`python_full_version != '${text}'`];
    default:
      return [];
  }
}
