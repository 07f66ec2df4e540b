import { PINNED_UV } from './version.js';

/**
 * How to get uv, for a person, in two lines: a blocked commit has room for no more below that uv is being installed.
 */
export function uvInstructions(version: string = PINNED_UV): string {
  return [`install uv ${version}: python3 -m pip install uv==${version}`, `  or ${withoutPip(version)}`].join(
    '\n',
  );
}

/** The ways that need no pip, in one line. */
const withoutPip = (version: string): string =>
  `pipx install uv==${version}, brew install uv, winget install astral-sh.uv, or the installer that the uv documentation names`;

/** Notes a terminal's Python for commits of programs that have another PATH; the one behind a virtual environment. */
export const RECORD_PYTHON =
  'git config lockgen.python "$(python3 -c \'import sys; print(sys._base_executable)\')"';

/** How to get a Python, where there is none. */
export function pythonInstructions(version: string = PINNED_UV): string {
  return [
    'install a Python 3.8 or later: sudo apt install python3 python3-pip   (Fedora: sudo dnf install python3-pip; macOS: brew install python; Windows: winget install Python.Python.3.13)',
    `  or uv ${version} itself, as the uv documentation says, and then: uv python install`,
    `  or, where a terminal has a Python, record it for this clone: ${RECORD_PYTHON}`,
  ].join('\n');
}

/** How to give a Python its pip, which Debian and Ubuntu ship apart, or do without. */
export function pipInstructions(python: string, version: string): string {
  return [
    `give that Python its pip: sudo apt install python3-pip   (Debian, Ubuntu), or ${python} -m ensurepip --upgrade   (elsewhere)`,
    `  or install uv ${version}: ${withoutPip(version)}`,
  ].join('\n');
}

/** What to look at where pip's index gave no uv. */
export function indexInstructions(python: string, version: string): string {
  return [
    `check which index pip asks, and its credentials, then try again: ${python} -m pip config list   (PIP_INDEX_URL and pip.conf; a password can be in ~/.netrc, too)`,
    `  or install uv ${version}: ${withoutPip(version)}`,
  ].join('\n');
}
