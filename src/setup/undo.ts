import { readYaml } from '../config/insert-yaml.js';
import { isSurvivable } from '../failure.js';
import { parseToml } from '../project/manifest.js';
import { HOOKS, type HookName } from './facts.js';
import { isObject } from './is-object.js';
import { isOwnCiJob, withoutOwnJobs } from './plan-ci.js';
import { isOwnConfig } from './plan-config.js';
import { withoutOwnSettings, withoutPrekEntry } from './undo-toml.js';
import { aloneHook, guardedPattern, hookCall } from './wiring/hook-script.js';
import { readPackage, withoutLockgen } from './wiring/package-json.js';
import { withoutEntry } from './wiring/pre-commit.js';

/**
 * A file without what `lockgen init` adds to files of that name, known by its very lines. For a clone that has no record
 * of it, and for a file that was edited since.
 *
 * @param scripts the package's own hooks, of which there may be copies
 * @returns `null` where nothing else is in it; the same text where there is nothing of lockgen's
 */
export function undone(
  path: string,
  text: string,
  scripts: ReadonlyMap<HookName, string> = new Map(),
): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package.json') return checked(path, text, withoutLockgen(text));
  if (name === '.gitattributes') return orNothing(text, text.replace(/^[^\n]* merge=lockgen\r?\n/gm, ''));
  const hook = HOOKS.find((one) => one === name);
  if (hook !== undefined) {
    if (text === aloneHook(hook) || text === scripts.get(hook)) return null;
    const call = `^(?:\\[ \\$\\? -eq 0 \\] \\|\\| exit 1\\r?\\n)?${guardedPattern(hook)}`;
    return orNothing(text, text.replace(new RegExp(call, 'gm'), ''));
  }
  if (PRE_COMMIT_CONFIG.test(path))
    return isWellFormed(path, text) ? checked(path, text, withoutEntry(text, path)) : text;
  if (/^\.?lefthook\.ya?ml$/.test(name)) return checked(path, text, withoutJobs(text));
  if (CI_JOBS.has(name) && isOwnCiJob(text)) return null;
  if (name === '.gitlab-ci.yml') return checked(path, text, withoutOwnJobs(text));
  if (name === 'prek.toml') return checked(path, text, withoutPrekEntry(text));
  if (name === 'pyproject.toml') return checked(path, text, withoutOwnSettings(text));
  if (name === '.lockgenrc' && isOwnConfig(text)) return null;
  return text;
}

const PRE_COMMIT_CONFIG = /(?:^|\/)\.pre-commit-config\.ya?ml$/;

/** Files with a job of lockgen's and nothing else. */
const CI_JOBS: ReadonlySet<string> = new Set(['lockgen.yml', 'azure-pipelines-lockgen.yml']);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const orNothing = (before: string, after: string): string | null =>
  after !== before && after.trim() === '' ? null : after;

/** Whether a text still is what files of that name are. */
export function isWellFormed(path: string, text: string): boolean {
  try {
    if (path.endsWith('.json')) readPackage(text, path);
    const isYaml = /\.ya?ml$|(?:^|\/)\.lockgenrc$/.test(path);
    const value = isYaml ? readYaml(text, path) : undefined;
    // pre-commit refuses a `repos:` with nothing behind it.
    if (PRE_COMMIT_CONFIG.test(path)) return isObject(value) && Array.isArray(value.repos);
    if (path.endsWith('.toml')) parseToml(text, path);
    return true;
  } catch (error) {
    if (isSurvivable(error)) return false;
    throw error;
  }
}

function checked(path: string, before: string, after: string): string | null {
  if (!isWellFormed(path, after)) return before;
  return orNothing(before, after);
}

/** Without the jobs as `lefthookEdit` writes them; a hook that has no other goes, too. */
function withoutJobs(text: string): string {
  return HOOKS.reduce((now, hook) => {
    const call = escaped(hookCall(hook));
    const whole = new RegExp(
      `(?:^\\r?\\n)?^${hook}:\\r?\\n( *)jobs:\\r?\\n( *)- name: lockgen\\r?\\n *run: ${call}(?:\\r?\\n|$)(?! )`,
      'm',
    );
    const job = new RegExp(`^ *- name: lockgen\\r?\\n *run: ${call}(?:\\r?\\n|$)`, 'm');
    const command = new RegExp(`^ *lockgen:\\r?\\n *run: ${call}(?:\\r?\\n|$)`, 'm');
    for (const pattern of [whole, job, command]) {
      const after = now.replace(pattern, '');
      if (after !== now) return after;
    }
    return now;
  }, text);
}
