import { plainPath } from '../../lockfile/header.js';
import { folderOf } from '../../project/manifest.js';
import { inFolder, upward, within } from '../../project/paths.js';
import type { Compile, Files } from './migration.js';

/** A compile command's paths, as the repository has them. */
export interface RunPlace {
  readonly cwd: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** What pip-compile compiles where it is told nothing, the first that is there (pip-tools, `DEFAULT_REQUIREMENTS_FILES`). */
const DEFAULT_INPUTS = ['requirements.in', 'setup.py', 'pyproject.toml', 'setup.cfg'];

/**
 * Where a command that a lockfile's header has was run.
 *
 * @param file - the lockfile
 * @param inputs - as the command has them
 * @param stated - its `--output-file`
 */
export function placeOfHeader(
  files: Files,
  file: string,
  inputs: readonly string[],
  stated: string | undefined,
): RunPlace | undefined {
  const candidates = [
    cwdOf(file, plainPath(stated ?? defaultOutput(inputs[0] ?? 'requirements.in'))),
    ...upward(folderOf(file)),
  ].filter((cwd) => cwd !== undefined);
  const places = candidates.map((cwd) => ({ cwd, inputs: inputsIn(files, cwd, inputs), output: file }));
  return places.find((place) => place.inputs.length > 0 && place.inputs.every((path) => files.has(path)));
}

/**
 * Where a command that a hook or a script runs puts its lockfile.
 *
 * @param cwd - the folder that it runs in
 * @returns undefined where it isn't told from the command
 */
export function placeOfCommand(
  files: Files,
  tool: Compile['tool'],
  cwd: string,
  inputs: readonly string[],
  stated: string | undefined,
): RunPlace | undefined {
  if (tool === 'uv' && (stated === undefined || inputs.length === 0)) return undefined;
  const found = inputsIn(files, cwd, inputs);
  const [first] = found;
  if (first === undefined || !found.every((path) => files.has(path))) return undefined;
  const output = stated === undefined ? defaultOutput(first) : within(cwd, plainPath(stated));
  return output === undefined ? undefined : { cwd, inputs: found, output };
}

function inputsIn(files: Files, cwd: string, inputs: readonly string[]): readonly string[] {
  if (inputs.length === 0) {
    const found = DEFAULT_INPUTS.map((name) => inFolder(cwd, name)).find((path) => files.has(path));
    return found === undefined ? [] : [found];
  }
  return inputs.map((input) => {
    const path = within(cwd, plainPath(input));
    return path ?? underRoot(files, plainPath(input)) ?? input;
  });
}

/** The file that an absolute path of another machine means: the longest end of it that the repository has. */
function underRoot(files: Files, path: string): string | undefined {
  const steps = path.split('/');
  for (let from = 1; from < steps.length; from += 1) {
    const end = steps.slice(from).join('/');
    if (files.has(end)) return end;
  }
  return undefined;
}

/** As pip-compile has it: `dev.in` → `dev.txt`, `pyproject.toml` → `requirements.txt`. */
function defaultOutput(input: string): string {
  const name = input.slice(input.lastIndexOf('/') + 1);
  const folder = folderOf(input);
  const output = /^(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(name)
    ? 'requirements.txt'
    : `${name.replace(/\.[^.]*$/, '')}.txt`;
  return inFolder(folder, output);
}

function cwdOf(file: string, output: string): string | undefined {
  if (file === output) return '';
  return file.endsWith(`/${output}`) ? file.slice(0, -output.length - 1) : undefined;
}
