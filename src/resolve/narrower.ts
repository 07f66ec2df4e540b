import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { disagreements } from '../lockfile/agreement.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asConstraints, asPreferences } from '../lockfile/preferences.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { inFolder } from '../project/paths.js';
import { type Agreed, proveAgreement } from './agree.js';
import type { Resolved } from './ask-index.js';
import { constrainingText } from './finish.js';
import type { Family } from './order.js';
import type { Session } from './session.js';
import { settleNarrower } from './settle.js';

/** A narrower target's lockfile. */
export interface Narrower {
  readonly target: TargetConfig;
  readonly resolved: Resolved;
}

/**
 * Resolves the narrower targets of a family, each constrained by the lockfiles written before it, and proves that
 * they agree.
 *
 * Where the widest is a union that isn't written, the order counts: preferences alone may leave its pins (a package
 * that is held back only by another target), and what comes first isn't constrained by anything. So the first that
 * keeps to the union by itself is written first. Where none does, the union constrains it unseen.
 *
 * @param widest - the family's widest lockfile, or the union's
 * @param old - the lockfile of a target that is replaced, or on which a verdict is wanted
 * @param judges - whether a verdict is
 * @throws Failure as uv's failure says; `disagreement`
 */
export async function resolveNarrower(
  session: Session,
  family: Family,
  widest: Lockfile,
  old: (target: TargetConfig) => Lockfile | undefined,
  judges: boolean,
): Promise<readonly Narrower[]> {
  const { project, sandbox, range } = session;
  const written: Agreed[] = family.written ? [{ target: family.widest, lockfile: widest }] : [];
  const results: Narrower[] = [];

  const compile = async (target: TargetConfig, heldByUnion: boolean): Promise<Resolved> => {
    // uv takes no pylock.toml for constraints, and no entry without a name there.
    const readable = written.filter((one) => !isPylockName(one.target.output));
    const named = readable.every((one) => one.lockfile.pins.every((pin) => pin.named));
    const unseen = [
      ...written.filter((one) => !named || !readable.includes(one)).map((one) => one.lockfile),
      ...(heldByUnion ? [widest] : []),
    ];
    const request = {
      target,
      ...(family.written ? {} : { seed: asPreferences(widest) }),
      ...(named ? { agreement: readable.map((one) => one.target.output) } : {}),
      ...(unseen.length === 0 ? {} : { hidden: unseen.map(asConstraints).join('') }),
    };
    return await settleNarrower(session, request, old(target), judges);
  };

  const byItself = async (target: TargetConfig): Promise<Resolved | undefined> => {
    try {
      const resolved = await compile(target, false);
      return disagreements(resolved.lockfile, widest, range).length === 0 ? resolved : undefined;
    } catch (error) {
      if (error instanceof Failure && error.reason === 'unsatisfiable') return undefined;
      throw error;
    }
  };

  const next = async (pending: readonly TargetConfig[], first: TargetConfig): Promise<Narrower> => {
    if (family.written) return { target: first, resolved: await compile(first, false) };
    for (const target of pending) {
      const resolved = await byItself(target);
      if (resolved !== undefined) return { target, resolved };
    }
    return { target: first, resolved: await compile(first, true) };
  };

  let pending: readonly TargetConfig[] = family.narrower;
  for (let [first] = pending; first !== undefined; [first] = pending) {
    const found = await next(pending, first);
    pending = pending.filter((target) => target !== found.target);
    const constraining = constrainingText(found.resolved.text, found.target, project);
    await sandbox.write(inFolder(project.folder, found.target.output), constraining);
    const agreed = { target: found.target, lockfile: found.resolved.lockfile };
    proveAgreement(project, agreed, written, range);
    if (!family.written) written.push(agreed);
    results.push(found);
  }
  return results;
}
