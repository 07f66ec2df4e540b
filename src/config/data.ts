import { defaultLoadersSync } from 'cosmiconfig';
import { parse } from 'smol-toml';

/**
 * What a file of another program's configuration holds, by its ending: JSON, YAML or TOML, as data.
 *
 * @returns undefined where it can't be read
 */
export function dataIn(file: string, text: string): unknown {
  try {
    if (/\.toml$/i.test(file)) return parse(text);
    return defaultLoadersSync[/\.json$/i.test(file) ? '.json' : '.yaml'](file, text);
  } catch {
    return undefined;
  }
}
