import { isAbsolute, resolve } from 'node:path';
import type { Context } from '../commands/context.js';
import { Failure } from '../failure.js';
import type { MarkerEnvironment } from '../python/marker.js';
import { programsOnPath } from '../uv/programs.js';
import { runProgram } from '../uv/run.js';

/** An installed distribution, as its metadata has it. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  /** `direct_url.json` (PEP 610): where it was installed from, if that was no index. */
  readonly origin: Origin | undefined;
}

/** Where a distribution was installed from. */
export interface Origin {
  readonly url: string;
  readonly editable: boolean;
  /** Of a version control system. */
  readonly commit: string | undefined;
  /** The branch, tag or commit that was asked for. */
  readonly requested: string | undefined;
}

/** What an interpreter says of itself. */
export interface Interpreter {
  /** `sys.executable`. */
  readonly path: string;
  readonly markers: MarkerEnvironment;
  /** In the order of `sys.path`, so that the first of a name is the one that is imported. */
  readonly distributions: readonly Distribution[];
}

// The variables as PEP 508 defines them. The current folder, which `-c` puts on the path, is no place where packages
// are installed, and must not be one to import `json` from. One line at the end: a sitecustomize may print, too.
const QUESTION = `
import sys
sys.path[:] = [p for p in sys.path if p]
import importlib.metadata, json, os, platform
def implementation_version():
    info = sys.implementation.version
    text = '%d.%d.%d' % (info.major, info.minor, info.micro)
    return text if info.releaselevel == 'final' else text + info.releaselevel[0] + str(info.serial)
def origin(distribution):
    text = distribution.read_text('direct_url.json')
    if not text:
        return None
    direct = json.loads(text)
    vcs = direct.get('vcs_info') or {}
    return {
        'url': direct.get('url'),
        'editable': (direct.get('dir_info') or {}).get('editable') is True,
        'commit': vcs.get('commit_id'),
        'requested': vcs.get('requested_revision'),
    }
distributions = []
for distribution in importlib.metadata.distributions():
    try:
        name, version = distribution.metadata['Name'], distribution.version
        if name and version:
            distributions.append({'name': name, 'version': version, 'origin': origin(distribution)})
    except Exception as error:
        print('passed over: %s: %r' % (getattr(distribution, '_path', distribution), error), file=sys.stderr)
markers = {
    'implementation_name': sys.implementation.name,
    'implementation_version': implementation_version(),
    'os_name': os.name,
    'platform_machine': platform.machine(),
    'platform_python_implementation': platform.python_implementation(),
    'platform_release': platform.release(),
    'platform_system': platform.system(),
    'platform_version': platform.version(),
    'python_full_version': platform.python_version(),
    'python_version': '.'.join(platform.python_version_tuple()[:2]),
    'sys_platform': sys.platform,
}
print()
print(json.dumps({'path': sys.executable, 'markers': markers, 'distributions': distributions}))
`;

/**
 * Asks an interpreter in one call what it is and what is installed in it.
 *
 * @param python - a path as seen from the context's folder, or a name on PATH; Python 3.8 or later
 * @throws Failure `usage` where it isn't there or doesn't answer
 */
export async function askInterpreter(context: Context, python: string): Promise<Interpreter> {
  const program = await located(context, python);
  const result = await runProgram(program, ['-c', QUESTION], {
    cwd: context.cwd,
    env: context.env,
    signal: context.signal,
  });
  if (context.signal.aborted) throw new Failure('interrupted', 'interrupted');
  if (result.missing) throw notThere(python);
  const last = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  const answer = result.exitCode === 0 ? readInterpreter(last) : undefined;
  if (answer === undefined) {
    throw new Failure('usage', `${python} didn't say what is installed in it`, {
      next: 'name a Python 3.8 or later with --python',
      ...(result.stderr.trim() === '' ? {} : { detail: result.stderr }),
    });
  }
  return answer;
}

async function located(context: Context, python: string): Promise<string> {
  if (isAbsolute(python) || /[\\/]/.test(python)) return resolve(context.cwd, python);
  const { env, platform, home } = context;
  const name = platform === 'win32' ? python.replace(/\.exe$/i, '') : python;
  const [first] = await programsOnPath(name, { env, platform, home });
  if (first === undefined) throw notThere(python);
  return first;
}

function notThere(python: string): Failure {
  return new Failure('usage', `${python} can't be started: it isn't there, or it is no program`, {
    next: 'name the interpreter with --python, such as .venv/bin/python',
  });
}

/** An interpreter's answer; undefined where it is something else. */
export function readInterpreter(text: string): Interpreter | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  const path = field(answer, 'path');
  const markers = field(answer, 'markers');
  const distributions = field(answer, 'distributions');
  if (typeof path !== 'string' || !Array.isArray(distributions)) return undefined;
  const value = (name: keyof MarkerEnvironment): string => stringField(markers, name) ?? '';
  return {
    path,
    markers: {
      implementation_name: value('implementation_name'),
      implementation_version: value('implementation_version'),
      os_name: value('os_name'),
      platform_machine: value('platform_machine'),
      platform_python_implementation: value('platform_python_implementation'),
      platform_release: value('platform_release'),
      platform_system: value('platform_system'),
      platform_version: value('platform_version'),
      python_full_version: value('python_full_version'),
      python_version: value('python_version'),
      sys_platform: value('sys_platform'),
    },
    distributions: distributions.flatMap(readDistribution),
  };
}

function readDistribution(value: unknown): Distribution[] {
  const name = stringField(value, 'name');
  const version = stringField(value, 'version');
  if (name === undefined || version === undefined) return [];
  const from = field(value, 'origin');
  const url = stringField(from, 'url');
  const origin =
    url === undefined
      ? undefined
      : {
          url,
          editable: field(from, 'editable') === true,
          commit: stringField(from, 'commit'),
          requested: stringField(from, 'requested'),
        };
  return [{ name, version, origin }];
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

function stringField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}
