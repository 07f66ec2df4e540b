import { findRepository } from '../git/repository.js';
import { commonFolder } from '../git/settings.js';
import { cloneText } from '../setup/clone-text.js';
import type { Facts } from '../setup/facts.js';
import type { Manager } from '../setup/manager.js';
import { planFor } from '../setup/plan.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { applyFolded, foldedHere } from './init-apply.js';
import { surveyHooks } from './init-survey.js';
import { aloneInSetup } from './setup-lock.js';

/**
 * Does only what each clone has to do for itself, and no commit carries. Asks nothing and runs no program: it is for the
 * script `prepare` of a `package.json`. Says in one line what it did. Where there is no repository (a container, an unpacked archive), nothing.
 *
 * @throws Failure as `runInit`
 */
export async function runInitClone(context: Context): Promise<ExitCode> {
  const repository = await findRepository(gitContext(context));
  if (repository === undefined || repository.isBare) return 0;
  const folder = await commonFolder(gitContext(context, repository.top));
  return await aloneInSetup(folder, context.signal, () => cloneHere(context));
}

async function cloneHere(context: Context): Promise<ExitCode> {
  const surveyed = await surveyHooks(context);
  const { facts } = surveyed;
  const { manager, plan } = planFor(facts, { manager: undefined, ci: false, projects: [] }, []);
  // pre-commit and prek get lockgen themselves, so that their own command may be all that lacks.
  const steps = facts.installed
    ? plan.steps
    : plan.steps.filter(({ id }) => id === 'install' && getsLockgen(manager, facts));
  const own = steps.filter(({ ofClone, command }) => ofClone && command === undefined);
  const folded = await foldedHere(surveyed, own);
  await applyFolded(context, surveyed, folded);
  // npm, pnpm, Yarn 1 and Bun show it among their own words.
  context.out(cloneText(folded, steps));
  return folded.byHand.length === 0 ? 0 : 1;
}

/** Whether a manager installs lockgen by itself, as its committed entry says. */
const getsLockgen = ({ name, at }: Manager, { texts }: Facts): boolean =>
  (name === 'pre-commit' || name === 'prek') && /^[^#\n]*\blockgen\b/m.test(texts.get(at) ?? '');
