import picomatch from 'picomatch';
import { plainPattern } from './paths.js';

/** Whether a pattern of `projects` stands for more than the folder that it names. */
export const isGlob = (pattern: string): boolean =>
  // Most are plain names, for which the library needn't load.
  !/^[\w./-]*$/.test(pattern) && picomatch.scan(pattern).isGlob;

/** Those of some folders (`''` is the root) that a pattern of `projects` names. */
export function foldersNamed(pattern: string, folders: readonly string[]): readonly string[] {
  const plain = plainPattern(pattern);
  const matches = isGlob(pattern) ? picomatch(plain, { dot: true }) : (name: string) => name === plain;
  return folders.filter((folder) => matches(folder === '' ? '.' : folder));
}
