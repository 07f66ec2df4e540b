/**
 * What Renovate's pip-compile manager takes in the header of a uv lockfile: `modules/manager/pip-compile/common.js` of
 * the package 44.121.2, published on 2026-09-29, which `test/e2e/renovate.test.ts` holds this table to. With any other
 * option it leaves the file alone.
 */
const WITH_VALUE: readonly string[] = [
  '--constraint',
  '--constraints',
  '--exclude-newer',
  '--exclude-newer-package',
  '--extra',
  '--extra-index-url',
  '--fork-strategy',
  '--format',
  '--group',
  '--no-emit-package',
  '--output-file',
  '--override',
  '--overrides',
  '--prerelease',
  '--python-version',
  '--resolution',
];

const FLAGS: readonly string[] = [
  '--all-extras',
  '--emit-index-url',
  '--generate-hashes',
  '--no-strip-extras',
  '--universal',
  '-v',
];

/** All options that Renovate takes, sorted. `--index-url` is one, as `--index-url=…`. */
export const RENOVATE_OPTIONS: readonly string[] = [...WITH_VALUE, ...FLAGS, '--index-url'].sort();

/**
 * The words of a `uv pip compile` command for which Renovate would leave the lockfile alone: options that it
 * doesn't know, and options that take a value without `=` between.
 * @param args the words after `uv pip compile`, or all of them
 */
export function refusedByRenovate(args: readonly string[]): readonly string[] {
  return args.filter((arg) => {
    if (!arg.startsWith('-')) return false;
    const name = arg.replace(/=.*$/s, '');
    if (!RENOVATE_OPTIONS.includes(name)) return true;
    return name === arg && WITH_VALUE.includes(name);
  });
}
