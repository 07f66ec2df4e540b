import { Failure } from '../failure.js';
import type { RootConfig } from './options.js';

/** The files at the repository's root that can hold the shared options; `package.json` under the key `lockgen`. */
export const ROOT_CONFIG_FILES = [
  '.lockgenrc',
  '.lockgenrc.json',
  '.lockgenrc.yaml',
  '.lockgenrc.yml',
  '.lockgenrc.toml',
  'package.json',
] as const;

/**
 * Reads the shared options from the repository's root. Parsers are loaded only where there is a file to parse.
 *
 * @param read - the text of a file at the root of the snapshot, `undefined` where there is none
 * @returns `undefined` where no file states any; a file that is empty but for comments states none, and is one
 * @throws Failure `configuration` for two files, for one that can't be parsed (with line and column), and for
 *   invalid options, all at once
 */
export async function readRootConfig(
  read: (path: string) => string | undefined,
): Promise<RootConfig | undefined> {
  const files = ROOT_CONFIG_FILES.flatMap((file) => {
    const text = read(file);
    // Most repositories have a package.json without a word about lockgen: it costs no parser.
    return text === undefined || (file === 'package.json' && !text.includes('"lockgen"'))
      ? []
      : [{ file, text }];
  });
  if (files.length === 0) return undefined;
  const { parseRootFile, validateRoot } = await import('./root-file.js');
  const counting = files.filter(
    ({ file, text }) => file !== 'package.json' || parseRootFile(file, text) !== undefined,
  );
  const [first] = counting;
  if (first === undefined) return undefined;
  if (counting.length > 1) {
    const names = counting.map(({ file }) => (file === 'package.json' ? 'package.json (key lockgen)' : file));
    throw new Failure(
      'configuration',
      `lockgen reads one configuration file at the repository's root, and there are ${counting.length}: ${names.join(' and ')}`,
      { next: 'move all options into one of them and remove the rest' },
    );
  }
  return validateRoot(first.file, parseRootFile(first.file, first.text));
}
