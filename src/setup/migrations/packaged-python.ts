import { inFolder } from '../../project/paths.js';
import { pythonFloor } from '../../python/requires-python.js';

/** What tells of the Pythons of a project that has no `requires-python`. */
export interface PackagedPython {
  /** As `requires-python` has it. */
  readonly requires: string;
  /** Where it stands, and what is said there. */
  readonly from: string;
}

/** Files that may tell, in the order in which they are believed. */
export const PACKAGING_FILES = ['setup.cfg', 'setup.py', 'tox.ini'] as const;

const STATED: Readonly<Record<(typeof PACKAGING_FILES)[number], (text: string) => string | undefined>> = {
  'setup.cfg': (text) => /^python_requires\s*=\s*([^\s#;][^#;\n]*)$/m.exec(text)?.[1]?.trim(),
  // A value that is computed isn't plain to see.
  'setup.py': (text) =>
    /^[^#\n]*\bpython_requires\s*=\s*(["'])([^"'\n]+)\1\s*[,)\n]/m.exec(text)?.[2]?.trim(),
  'tox.ini': (text) => {
    const [list = ''] = /^env_?list\s*=.*(?:\n[ \t]+.*)*/m.exec(text) ?? [];
    const minors = [...list.matchAll(/\bpy3\.?(\d+)\b|[{,]3\.?(\d+)(?=[,}])/g)].map(([, a, b]) =>
      Number(a ?? b),
    );
    return minors.length === 0 ? undefined : `>=3.${Math.min(...minors)}`;
  },
};

/**
 * The Pythons that a project's packaging states in plain words; undefined where it doesn't, or without a lower bound.
 *
 * @param read - the text of a path
 */
export function packagedPython(
  folder: string,
  read: (path: string) => string | undefined,
): PackagedPython | undefined {
  for (const name of PACKAGING_FILES) {
    const path = inFolder(folder, name);
    const requires = STATED[name](read(path) ?? '');
    if (requires !== undefined && hasFloor(requires)) return { requires, from: `${path} has ${requires}` };
  }
  return undefined;
}

function hasFloor(specifiers: string): boolean {
  try {
    return pythonFloor(specifiers) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
