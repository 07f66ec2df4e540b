import { compareVersions, isVersion } from '../python/version.js';
import type { Finding, StaticInput } from './findings.js';
import { compilesProject, type HeaderOptions, headerOptions, plainPath } from './header.js';
import { sameMoment } from './moment.js';

/** Options of `uv pip compile` that change pins and of which lockgen has no option of its own. */
const CHANGES_PINS: ReadonlySet<string> = new Set([
  '--build-constraint',
  '--build-constraints',
  '--config-file',
  '--exclude',
  '--exclude-newer-package',
  '--excludes',
  '--fork-strategy',
  '--index-strategy',
  '--no-binary',
  '--no-deps',
  '--no-emit-package',
  '--no-index',
  '--no-sources',
  '--no-strip-markers',
  '--only-binary',
  '--override',
  '--overrides',
  '--pre',
  '--prerelease',
  '--resolution',
  '--unsafe-package',
]);

/** What these are when nobody states them. */
const DEFAULTS: ReadonlySet<string> = new Set([
  '--fork-strategy=requires-python',
  '--index-strategy=first-index',
  '--prerelease=if-necessary-or-explicit',
  '--resolution=highest',
]);

/** What an index without dates needs under a cut-off; lockgen adds it by itself. */
const EXEMPTION = /^--exclude-newer-package=[^=]*=false$/;

/**
 * Where a lockfile's header states other options than its target's. Only what that header can state: an option
 * that is absent counts where it must be a flag, so not where `[tool.uv]` has it, not for a custom compile
 * command, and for pip-compile neither universal nor the floor. Flags that change no pin are no finding.
 */
export function optionFindings(input: StaticInput): Finding[] {
  const { header } = input.lockfile;
  if (header === undefined) {
    if (!input.headerExpected) return [];
    const message = 'has no header that says how it was made';
    return [{ code: 'no-header', line: undefined, name: undefined, message }];
  }
  const options = headerOptions(header);
  if (options === undefined || options.kind === 'other') return [];
  const messages =
    options.kind === 'export' || (options.input.length > 0 && !compilesProject(header, input.output))
      ? [`was made by \`${header.command}\`, which is no compile of this project's pyproject.toml`]
      : [
          ...setMessages('extra', options.allExtras ? undefined : options.extras, input.target.extras, input),
          ...setMessages('group', options.groups.map(groupName), input.target.groups, input),
          ...constraintMessages(options, input),
          ...flagMessages('generate-hashes', options.generateHashes, input.target.generateHashes, input),
          ...(header.generator === 'uv' ? uvMessages(options, input) : []),
        ];
  return messages.map((message) => ({ code: 'options', line: header.line, name: undefined, message }));
}

/** What only uv's header states. */
function uvMessages(options: HeaderOptions, input: StaticInput): string[] {
  const { target } = input;
  const interpreter = options.other.some((option) => option.startsWith('--python='));
  return [
    ...flagMessages('universal', options.universal, target.universal, input),
    // uv takes the interpreter's version for the floor where no other is given; a header with `-p 3.10` is left alone.
    ...(interpreter && options.pythonVersion === undefined
      ? []
      : valueMessages(
          'python-version',
          options.pythonVersion,
          input.expectedPythonVersion,
          input,
          sameVersion,
        )),
    ...valueMessages('python-platform', options.pythonPlatform, target.pythonPlatform, input),
    ...valueMessages('exclude-newer', options.excludeNewer, target.excludeNewer, input, sameMoment),
    // The environment gives it, so that a header without it says nothing.
    ...(options.torchBackend === undefined
      ? []
      : valueMessages('torch-backend', options.torchBackend, target.torchBackend, input)),
    ...otherMessages(options, input),
  ];
}

function flagMessages(
  name: string,
  stated: boolean,
  wanted: boolean,
  { silentOptions }: StaticInput,
): string[] {
  if (stated && !wanted) return [`was made with \`--${name}\`, which is not asked for`];
  return wanted && !stated && !silentOptions.has(name) ? [`was made without \`--${name}\``] : [];
}

function valueMessages(
  name: string,
  stated: string | undefined,
  wanted: string | undefined,
  { silentOptions }: StaticInput,
  same: (a: string, b: string) => boolean = (a, b) => a === b,
): string[] {
  if (stated === undefined) {
    return wanted === undefined || silentOptions.has(name)
      ? []
      : [`was made without \`--${name}=${wanted}\``];
  }
  if (wanted === undefined) {
    // It may stand in `[tool.uv]` in the same or another form.
    return silentOptions.has(name) ? [] : [`was made with \`--${name}=${stated}\`, which is not asked for`];
  }
  return same(stated, wanted) ? [] : [`was made with \`--${name}=${stated}\` instead of \`${wanted}\``];
}

/** @param stated undefined: it states something that can't be compared (`--all-extras`) */
function setMessages(
  name: string,
  stated: readonly string[] | undefined,
  wanted: readonly string[],
  { silentOptions }: StaticInput,
): string[] {
  if (stated === undefined) return [];
  const plain = (text: string): string => text.toLowerCase().replace(/[-_.]+/g, '-');
  const has = new Set(stated.map(plain));
  const wants = new Set(wanted.map(plain));
  return [
    ...[...has]
      .filter((each) => !wants.has(each))
      .map((each) => `was made with \`--${name}=${each}\`, which is not asked for`),
    ...(silentOptions.has(name) || silentOptions.has(`all-${name}s`)
      ? []
      : [...wants].filter((each) => !has.has(each)).map((each) => `was made without \`--${name}=${each}\``)),
  ];
}

function constraintMessages(options: HeaderOptions, input: StaticInput): string[] {
  const { constraints } = input.target;
  const allowed = [...constraints, ...input.agreementConstraints];
  return [
    ...options.constraints
      .filter((stated) => !allowed.some((each) => samePath(stated, each)))
      .map((stated) => `was made with \`--constraints=${stated}\`, which is not asked for`),
    ...constraints
      .filter((wanted) => !options.constraints.some((stated) => samePath(stated, wanted)))
      .map((wanted) => `was made without \`--constraints=${wanted}\``),
  ];
}

function otherMessages(options: HeaderOptions, { target, silentOptions }: StaticInput): string[] {
  const command = ['uv', 'pip', 'compile', ...target.uvArgs].join(' ');
  const wanted = pinOptions(headerOptions({ generator: 'uv', command, line: 1 })?.other ?? []);
  const stated = pinOptions(options.other);
  return [
    ...stated
      .filter((each) => !wanted.includes(each) && !silentOptions.has(optionName(each).slice(2)))
      .map((each) => `was made with \`${each}\`, which is not asked for`),
    ...wanted
      .filter((each) => !stated.includes(each) && !silentOptions.has(optionName(each).slice(2)))
      .map((each) => `was made without \`${each}\``),
  ];
}

function pinOptions(options: readonly string[]): readonly string[] {
  return options.filter(
    (option) => CHANGES_PINS.has(optionName(option)) && !DEFAULTS.has(option) && !EXEMPTION.test(option),
  );
}

function optionName(option: string): string {
  return option.replace(/=.*$/s, '');
}

/** `dev`, `pyproject.toml:dev`, `svc/pyproject.toml:dev`. */
function groupName(group: string): string {
  return group.replace(/^.*:/, '');
}

/** The header's path may be seen from a folder above the project's. */
function samePath(stated: string, wanted: string): boolean {
  const seenFromAnywhere = plainPath(wanted).replace(/^(?:\.\.\/)+/, '');
  return `/${plainPath(stated)}`.endsWith(`/${seenFromAnywhere}`);
}

function sameVersion(a: string, b: string): boolean {
  return isVersion(a) && isVersion(b) ? compareVersions(a, b) === 0 : a === b;
}
