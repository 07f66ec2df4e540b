import { environmentName } from '../python/environments.js';
import { type MarkerEnvironment, markerAtoms } from '../python/marker.js';
import type { Requirement } from '../python/requirement.js';
import { isVersion, normalizeName, satisfies } from '../python/version.js';
import type { Finding, StaticInput } from './findings.js';
import { pinsByKey } from './installs.js';
import type { Pin } from './parse.js';
import { type Situation, situationsOf } from './situations.js';

/**
 * Requirements without a pin, or with one outside of their specifiers, somewhere in the promised range.
 *
 * Silent for URL requirements and for names that overrides, exclusions or sources touch; where a marker is false
 * everywhere promised; for a requirement with a marker where the target is for one platform only, as uv leaves
 * out what that platform doesn't need; and for a lockfile with lines that can't be read.
 */
export function requirementFindings(input: StaticInput): Finding[] {
  if (input.requirements === undefined || hasUnreadable(input)) return [];
  const byKey = pinsByKey(input.lockfile.pins);
  const project = normalizeName(input.projectName);
  const findings: (Finding | undefined)[] = [];
  const everywhere: { place: number; requirement: Requirement; pins: readonly Pin[] }[] = [];
  for (const requirement of input.requirements) {
    const { key, url } = requirement;
    if (url !== undefined || key === project || input.silentNames.has(key)) continue;
    const pins = byKey.get(key) ?? [];
    const answer = check(requirement, pins, input);
    if (answer === 'by environment') everywhere.push({ place: findings.length, requirement, pins });
    findings.push(answer === 'by environment' ? undefined : answer);
  }
  const situations = situationsOf(
    everywhere.map(({ requirement, pins }) => [requirement, ...pins].map(({ marker }) => marker)),
    input.range,
    input.expectedPythonVersion,
  );
  for (const [index, { place, requirement, pins }] of everywhere.entries()) {
    findings[place] = checkEverywhere(requirement, pins, situations[index] ?? []);
  }
  const byMessage = new Map<string, Finding>();
  for (const finding of findings) if (finding !== undefined) byMessage.set(finding.message, finding);
  return [...byMessage.values()];
}

/** What can be said without a look at environments, or that these have to be looked at. */
function check(
  requirement: Requirement,
  pins: readonly Pin[],
  input: StaticInput,
): Finding | undefined | 'by environment' {
  const { marker } = requirement;
  if (marker === undefined && pins.length === 0) return missing(requirement, undefined);
  if (marker !== undefined && markerAtoms(marker).some(({ variable }) => variable === 'extra'))
    return undefined;
  if (!input.target.universal) {
    if (marker !== undefined) return undefined;
    const [pin] = pins;
    return pin !== undefined && pins.every((each) => isOutside(each, requirement))
      ? outside(requirement, pin, undefined)
      : undefined;
  }
  if (marker === undefined && pins.length === 1 && pins[0]?.marker === undefined) {
    return pins[0] !== undefined && isOutside(pins[0], requirement)
      ? outside(requirement, pins[0], undefined)
      : undefined;
  }
  return 'by environment';
}

function checkEverywhere(
  requirement: Requirement,
  pins: readonly Pin[],
  situations: readonly Situation[],
): Finding | undefined {
  for (const { environment, truths } of situations) {
    const [required, ...pinned] = truths;
    if (required !== true) continue;
    const here = pins.filter((_, index) => pinned[index]);
    if (here.length === 0) return missing(requirement, environment);
    const wrong = here.find((pin) => isOutside(pin, requirement));
    if (wrong !== undefined) return outside(requirement, wrong, environment);
  }
  return undefined;
}

/** uv ignores a local version (`2.1+cpu`) in more comparisons than PEP 440, so both readings have to say so. */
function isOutside(pin: Pin, requirement: Requirement): boolean {
  if (pin.version === undefined || !isVersion(pin.version)) return false;
  const readings = [pin.version, pin.version.replace(/\+.*$/, '')];
  return readings.every((version) => !satisfies(version, requirement.specifiers));
}

function missing(requirement: Requirement, environment: MarkerEnvironment | undefined): Finding {
  const where = environment === undefined ? '' : ` on ${environmentName(environment)}`;
  return {
    code: 'missing-pin',
    line: undefined,
    name: requirement.name,
    message: `\`${requirement.text}\` has no pin${where}`,
  };
}

function outside(requirement: Requirement, pin: Pin, environment: MarkerEnvironment | undefined): Finding {
  const where = environment === undefined ? '' : ` on ${environmentName(environment)}`;
  return {
    code: 'outside-specifier',
    line: pin.line,
    name: pin.name,
    message: `${pin.name}==${pin.version} is outside of \`${requirement.text}\`${where}`,
  };
}

/**
 * Pins of which `# via` names the project alone, while no requirement asks for them any more.
 *
 * With all other pins as they are, a pin can only be needed by what needed it when the file was written, as the
 * index's metadata of a version doesn't change. So silent where that doesn't hold: for entries that are no
 * version, and where a requirement has extras (the file doesn't tell with which extras it was resolved).
 */
export function orphanFindings(input: StaticInput): Finding[] {
  const { requirements, lockfile, silentNames } = input;
  if (requirements === undefined || !input.trustVia || hasUnreadable(input)) return [];
  if (requirements.some(({ extras }) => extras.length > 0)) return [];
  if (lockfile.pins.some(({ version }) => version === undefined)) return [];
  const wanted = new Set(requirements.map(({ key }) => key));
  const project = normalizeName(input.projectName);
  const findings = new Map<string, Finding>();
  for (const pin of lockfile.pins) {
    if (wanted.has(pin.key) || silentNames.has(pin.key) || findings.has(pin.key)) continue;
    const sources = pin.via.filter((via) => !via.startsWith('-c '));
    if (sources.length === 0 || !sources.every((via) => isProject(via, project))) continue;
    const message = `${pin.name}==${pin.version} is pinned, but nothing asks for it any more`;
    findings.set(pin.key, { code: 'orphan-pin', line: pin.line, name: pin.name, message });
  }
  // A pin of the same name that something else asks for shows that the package is still needed.
  for (const pin of lockfile.pins) {
    if (pin.via.some((via) => !via.startsWith('-c ') && !isProject(via, project))) findings.delete(pin.key);
  }
  return [...findings.values()];
}

/** `proj (pyproject.toml)`, `proj (svc/pyproject.toml:dev)`. */
function isProject(via: string, project: string): boolean {
  const name = /^(\S+) \((?:.*[\\/])?pyproject\.toml(?::\S+)?\)$/.exec(via)?.[1];
  return name !== undefined && normalizeName(name) === project;
}

function hasUnreadable({ lockfile }: StaticInput): boolean {
  return lockfile.problems.some(({ kind }) => kind === 'syntax');
}
