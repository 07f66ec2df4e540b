import * as v from 'valibot';
import { EXCLUDE_NEWER_FORMS, excludeNewerForUv } from './exclude-newer.js';
import { isPythonPlatform, TORCH_BACKEND } from './platforms.js';
import { uvArgProblem } from './uv-args.js';

// The options that a target, a project, the root file and flags can all state. Every message says what is allowed;
// `validate.ts` adds place and value. Descriptions and examples go into docs/schema.json and docs/configuration.md.

/** Takes a value back to its default, also where a lower layer states another. */
const NONE = 'none';

/** A string for which `problem` finds none; what it finds is what is allowed. */
export const text = (allowed: string, problem: (value: string) => string | undefined) =>
  v.pipe(
    v.string(allowed),
    v.rawCheck(({ dataset, addIssue }) => {
      const found = dataset.typed ? problem(dataset.value) : undefined;
      if (found !== undefined) addIssue({ message: found });
    }),
  );
const flag = () => v.boolean('true or false');
/** A list, of whatever. */
export const listOf = <const Item extends v.GenericSchema>(item: Item, allowed: string) =>
  v.array(item, allowed);
const orNone = (allowed: string, good: (value: string) => boolean) =>
  text(allowed, (value) => (value === NONE || good(value) ? undefined : allowed));

/** The entries of a valibot object. */
export const resolution = {
  generateHashes: v.exactOptional(
    v.pipe(
      flag(),
      v.description('Write a hash of every file of every pin (`uv pip compile --generate-hashes`).'),
      v.examples([true]),
    ),
  ),
  universal: v.exactOptional(
    v.pipe(
      flag(),
      v.description(
        'Resolve for every platform and every Python that `requires-python` allows. Off: `pythonPlatform` and `pythonVersion` name the one environment.',
      ),
      v.examples([false]),
    ),
  ),
  pythonPlatform: v.exactOptional(
    v.pipe(
      orNone(
        'a platform as uv names it ("linux", "x86_64-unknown-linux-gnu", …), or "none"',
        isPythonPlatform,
      ),
      v.description("uv's name of the one platform, where `universal` is off."),
      v.examples(['x86_64-unknown-linux-gnu']),
    ),
  ),
  pythonVersion: v.exactOptional(
    v.pipe(
      orNone('a Python version in quotes ("3.10", "3.10.4"), or "none"', (value) =>
        /^\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?$/.test(value),
      ),
      v.description('The lowest Python to resolve for. `none`: the lower bound of `requires-python`.'),
      v.examples(['3.11']),
    ),
  ),
  platforms: v.exactOptional(
    v.pipe(
      listOf(
        v.picklist(['linux', 'macos', 'windows'], '"linux", "macos" or "windows"'),
        'a list of "linux", "macos", "windows"',
      ),
      v.minLength(1, 'at least one of "linux", "macos", "windows"'),
      v.description('What the lockfiles are promised for, and so where base and full must agree.'),
      v.examples([['linux', 'macos']]),
    ),
  ),
  excludeNewer: v.exactOptional(
    v.pipe(
      orNone(EXCLUDE_NEWER_FORMS, (value) => excludeNewerForUv(value) !== undefined),
      v.description(
        'Take no release that is newer: a date (the whole day, UTC), a timestamp with its time zone, or a duration (a cool-down).',
      ),
      v.examples(['2026-10-07', '2026-10-07T12:00:00Z', '7 days']),
      v.transform((value) => excludeNewerForUv(value) ?? value),
    ),
  ),
  torchBackend: v.exactOptional(
    v.pipe(
      v.string("one of uv's PyTorch backends (cpu, auto, xpu, cu128, rocm6.4, …), or none"),
      v.regex(TORCH_BACKEND, "one of uv's PyTorch backends (cpu, auto, xpu, cu128, rocm6.4, …), or none"),
      v.description(
        "Where PyTorch's packages come from: one of uv's backends, or `none` for the default index. `auto` depends on the machine.",
      ),
      v.examples(['cu128']),
    ),
  ),
  agree: v.exactOptional(
    v.pipe(
      flag(),
      v.description(
        'Constrain narrower targets by the widest, so that what base installs is what full installs.',
      ),
      v.examples([false]),
    ),
  ),
  uvArgs: v.exactOptional(
    v.pipe(
      listOf(text('an option of uv pip compile', uvArgProblem), 'a list of options of uv pip compile'),
      v.description(
        'Further options of `uv pip compile`, one word each (`--option=value`); those that lockgen sets itself are refused.',
      ),
      v.examples([['--no-emit-package=setuptools']]),
    ),
  ),
};
