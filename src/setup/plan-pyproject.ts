import { TORCH_INDEX } from '../lockfile/torch.js';
import { parseToml, tableAt } from '../project/manifest.js';
import { type TomlSetting, withTomlKey } from './edit-pyproject.js';
import { environmentsFor } from './environments.js';
import type { Facts, ProjectFacts } from './facts.js';
import type { FileEdit, Step } from './step.js';

/** Where Renovate and Dependabot are told what to do (their documentation, "Configuration options" and "Options reference"). */
const BOTS =
  /^(?:renovate\.json5?|\.renovaterc(?:\.json5?)?|\.(?:github|gitlab)\/renovate\.json5?|\.github\/dependabot\.ya?ml)$/;

/** The steps that a project's `pyproject.toml` needs. */
export function pyprojectSteps(facts: Facts): readonly Step[] {
  const managed = facts.projects.filter((one) => one.managed);
  const bot = [...facts.paths].find((path) => BOTS.test(path));
  const packageJson = facts.texts.get('package.json') ?? '';
  const hasBot = bot !== undefined || /"renovate"\s*:\s*\{/.test(packageJson);
  return [
    ...managed.flatMap((project) => floorSteps(project, facts.python)),
    ...managed.flatMap(environmentSteps),
    ...managed.flatMap((project) => torchSteps(project, hasBot)),
  ];
}

/**
 * The lowest Python to lock for: without it no lockfile can be made. Only a person knows it, so what tells of one here is
 * offered, and said to be a guess.
 */
function floorSteps(
  { manifest, requiresPython, lacksFloor, pinnedPython, packagedPython }: ProjectFacts,
  found: string | undefined,
): readonly Step[] {
  if (!lacksFloor) return [];
  const python = pinnedPython ?? found;
  const value = packagedPython?.requires ?? `>=${python ?? '3.10'}`;
  const isOffered = (packagedPython ?? python) !== undefined && requiresPython === undefined;
  const edit = tomlEdit(manifest, ['project'], 'requires-python', value);
  const from = pinnedPython === undefined ? `${python} is the Python here` : `.python-version has ${python}`;
  const guess = `${from}, and nothing says how old a Python the lockfiles have to fit; if older ones do, write that first`;
  const reason = packagedPython?.from ?? guess;
  const lacking =
    requiresPython === undefined
      ? 'has no requires-python'
      : `has requires-python = "${requiresPython}", which has no lower bound`;
  return [
    pyprojectStep('requires-python', manifest, {
      title: `add requires-python = "${value}" to ${manifest}`,
      many: (count) => ({ title: `add requires-python = "${value}" to ${count} files`, reason }),
      reason,
      edits: [
        isOffered
          ? edit
          : {
              ...edit,
              edit: () => undefined,
              byHand: `requires-python = "${value}"`,
              why: `${lacking}, so its lockfiles can't be made yet; put your lowest Python under [project], then lockgen init again`,
            },
      ],
    }),
  ];
}

function environmentSteps({ manifest, requiresPython, hasEnvironments }: ProjectFacts): readonly Step[] {
  const environments = hasEnvironments ? undefined : environmentsFor(requiresPython ?? '');
  if (environments === undefined) return [];
  return [
    pyprojectStep('environments', manifest, {
      title: `tell uv where requires-python ends in ${manifest}`,
      reason: `uv reads only the lower bound of "${requiresPython}", and one package that is impossible above would block each commit`,
      edits: [tomlEdit(manifest, ['tool', 'uv'], 'environments', environments)],
      many: (count) => ({
        title: `tell uv where requires-python ends in ${count} files`,
        reason: `uv reads only the lower bound of "${requiresPython}", and one package that is impossible above would block each commit`,
      }),
    }),
  ];
}

/** Beside torch, what each of PyTorch's indexes has a page of: uv fails at a page that isn't there. */
const ON_EVERY_INDEX = ['torchaudio', 'torchvision'];

/**
 * What bots need for PyTorch, since they run uv without lockgen: its backend, and the pages without which no installer
 * finds the pins, by settings and not by flags, which Renovate doesn't know.
 */
function torchSteps({ manifest, torch, torchBackends }: ProjectFacts, hasBot: boolean): readonly Step[] {
  const [backend = 'none'] = torchBackends;
  if (torch.length === 0 || torchBackends.length !== 1 || ['none', 'auto'].includes(backend)) return [];
  const names = ['torch', ...ON_EVERY_INDEX.filter((name) => torch.includes(name))];
  const pages = names.map((name) => `${TORCH_INDEX}/${backend}/${name}/`);
  const reason = `${hasBot ? 'the bot that is configured here' : 'who'} runs uv without lockgen gets the same ${backend === 'cpu' ? 'CPU-only' : backend} packages`;
  return [
    pyprojectStep('torch', manifest, {
      title: `tell uv where PyTorch is in ${manifest}`,
      reason,
      many: (count) => ({ title: `tell uv where PyTorch is in ${count} files`, reason }),
      edits: [
        tomlEdit(manifest, ['tool', 'uv', 'pip'], 'torch-backend', backend),
        tomlEdit(manifest, ['tool', 'uv', 'pip'], 'find-links', pages),
        tomlEdit(manifest, ['tool', 'uv', 'pip'], 'emit-find-links', true),
      ],
    }),
  ];
}

function pyprojectStep(
  id: string,
  manifest: string,
  step: Pick<Step, 'title' | 'reason' | 'edits' | 'many'>,
): Step {
  return { id: `${id}:${manifest}`, settings: [], ofClone: false, ...step };
}

/** A key of a table, where it isn't there; what a person has set stays. */
function tomlEdit(path: string, table: readonly string[], key: string, value: TomlSetting): FileEdit {
  return {
    ground: 'work-tree',
    path,
    byHand: `[${table.join('.')}]\n${key} = ${JSON.stringify(value)}`,
    edit: (text) => {
      if (text === undefined) return undefined;
      return tableAt(parseToml(text, path), ...table)[key] === undefined
        ? withTomlKey(text, table, key, value)
        : text;
    },
  };
}
