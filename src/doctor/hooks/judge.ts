import { shellWord } from '../../shell-word.js';
import { type Finding, found } from '../finding.js';
import type { FolderFacts, HookFacts, HooksFacts } from './facts.js';
import { howToInstall, isHuskys } from './how-to-install.js';

/** What is wired: an entry that names lockgen. */
const WIRE = 'lockgen init';

/** Says of the folder that git looks into, and of each hook, whether lockgen is called for every commit. */
export function judgeHooks(facts: HooksFacts): readonly Finding[] {
  const folder = judgeFolder(facts);
  // Where there is no folder, there is no more to say of what isn't in it.
  if (folder.state === 'not ok') return [folder];
  return [folder, ...facts.hooks.map((hook) => judgeHook(hook, facts))];
}

function judgeFolder(facts: HooksFacts): Finding {
  const { folder, managers } = facts;
  const say = found('hooks-folder');
  const { path, setBy } = folder;
  if (setBy === undefined) return say('ok', path);
  const place = `${path}, as core.hooksPath says in ${placeOf(setBy)}${others(folder)}`;
  if (folder.isThere) return say('ok', place);
  if (isHuskys(folder) && managers.usesHusky)
    return say('not ok', `${place}: it is not there, so git runs no hook`, { mend: installHusky(facts) });
  return say('not ok', `${place}: it is not there, so git runs no hook`, { mend: [unset(setBy)] });
}

function installHusky({ managers }: HooksFacts): readonly string[] {
  return managers.inNodeModules.has('husky') ? ['npx husky'] : [managers.install, 'npx husky'];
}

const placeOf = ({ origin, scope }: FolderFacts['overridden'][number]): string =>
  `${origin.replace(/^file:/, '').replace(/:$/, '')} (${scope})`;

function others({ overridden }: FolderFacts): string {
  return overridden.map((one) => `; ${one.value} of ${placeOf(one)} doesn't count`).join('');
}

function unset({ scope }: FolderFacts['overridden'][number]): string {
  return scope === 'command'
    ? 'unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS'
    : `git config --${scope} --unset core.hooksPath`;
}

function judgeHook(hook: HookFacts, facts: HooksFacts): Finding {
  const say = found(hook.hook);
  const { path, manager, config } = hook;
  if (hook.state === 'absent') {
    const { why, mend, byHand } = howToInstall(hook, facts);
    return say('not ok', `there is no ${path}${why}`, { mend, byHand });
  }
  if (hook.state === 'not executable')
    return say('not ok', `${path} is not executable, so git passes it over`, {
      mend: [`chmod +x ${shellWord(path)}`],
    });
  if (hook.hasCarriageReturns) {
    return say('not ok', `${path} has Windows' line ends, with which the system can't start it`, {
      mend: [`sed -i.bak 's/\\r$//' ${shellWord(path)}`],
    });
  }
  if (hook.legacy !== undefined) {
    const what = hook.hook === 'pre-commit' ? 'commit' : 'merge';
    return say(
      'not ok',
      `${path}.legacy is ${hook.legacy}'s own script; ${manager} runs it as well, and it refuses every ${what}`,
      { mend: [overwrite(hook, facts)] },
    );
  }
  const by = manager === 'script' ? path : `${path} (${manager})`;
  const reads = config === undefined ? by : `${by} runs ${config}`;
  if (hook.entry === undefined) {
    if (
      manager === 'simple-git-hooks' &&
      facts.managers.package?.simpleGitHooks[hook.hook]?.includes('lockgen') === true
    ) {
      return say('not ok', `${by} is older than package.json, which has it call lockgen`, {
        mend: ['npx simple-git-hooks'],
      });
    }
    const doubt = config === undefined && manager === 'script' ? ', nor do the files that it names' : '';
    return say('not ok', `${reads}${config === undefined ? '' : ', which'} doesn't call lockgen${doubt}`, {
      mend: [WIRE],
    });
  }
  if (hook.lacks !== undefined) return lacking(hook, reads, facts);
  return judgeCalls(hook, reads, facts);
}

/** What a manager installs without being told a type is all that its file names. */
function overwrite({ hook, manager }: HookFacts, { managers }: HooksFacts): string {
  const isNamed = managers.preCommit?.installs.includes(hook) === true;
  return `${manager} install -f${isNamed ? '' : ` --hook-type ${hook}`}`;
}

function lacking({ hook, manager, lacks }: HookFacts, reads: string, facts: HooksFacts): Finding {
  const say = found(hook);
  if (manager === 'lefthook') {
    return say('not ok', `${reads}, but finds no ${lacks}, and then lets each commit pass`, {
      mend: facts.managers.package?.dependencies.has('lefthook') === true ? [facts.managers.install] : [],
      byHand: 'install lefthook, or put it on PATH',
    });
  }
  return say('not ok', `${reads}, but ${lacks} is gone`, {
    mend: [`${manager} install --hook-type ${hook}`],
  });
}

function judgeCalls(facts: HookFacts, reads: string, { version, managers, isLinked }: HooksFacts): Finding {
  const { hook, entry, programs } = facts;
  const say = found(hook);
  if (entry?.own !== undefined) {
    const own = entry.own.version;
    if (own !== undefined && isAnother(own, version)) {
      return say('not ok', `${reads}, with lockgen ${own}; this is ${version}`, {
        byHand: `name one version for all: ${version} in ${facts.config}`,
      });
    }
    const which = own === undefined ? 'a lockgen of its own' : `lockgen ${own}`;
    return verdict(facts, `${reads}, with ${which}`);
  }
  const missing = programs.find(({ file }) => file === undefined);
  if (missing !== undefined) {
    const inPackage = managers.package?.dependencies.has('lockgen') === true;
    const where = isLinked ? ' in this linked work tree' : '';
    return say('not ok', `${reads}, which calls ${missing.program}: it is not installed${where}`, {
      mend: [inPackage ? managers.install : 'npm install --save-dev lockgen'],
    });
  }
  const other = programs.find((one) => one.version !== undefined && isAnother(one.version, version));
  if (other !== undefined) {
    return say('not ok', `${reads}, with lockgen ${other.version} (${other.program}); this is ${version}`, {
      mend: ['npx lockgen doctor'],
      byHand: 'ask the one that the hook calls, and use one version for all',
    });
  }
  const [first] = programs;
  return verdict(facts, `${reads}, which calls ${first?.program ?? 'lockgen'}`);
}

/** A hook for commits that only judges blocks them where it should make their lockfiles. */
function verdict({ hook, entry, path, newer }: HookFacts, says: string): Finding {
  const say = found(hook);
  if (newer !== undefined) {
    const [old, now] = [shellWord(path), shellWord(newer)];
    return say('note', `${says}: it is no longer the same as ${newer}, of which it was a copy`, {
      byHand: `diff ${old} ${now} shows how; cp ${now} ${old}, if nothing of yours is in it`,
    });
  }
  return entry?.checksOnly === true && hook === 'pre-commit'
    ? say('note', `${says}: it judges lockfiles, and makes none`)
    : say('ok', says);
}

/** A range, as npm takes one, is no version. */
function isAnother(version: string, own: string): boolean {
  return /^\d+\.\d+\.\d+/.test(version) && version !== own;
}
