import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { type RunOptions, type RunResult, run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';

/** Runs a program somewhere that isn't as it should be. Takes what `run` takes. */
export type Runner = (
  command: string,
  args: readonly string[],
  options: RunOptions & { readonly cwd: string },
) => Promise<RunResult>;

const PASSING_OVER = '-dac_override,-dac_read_search,-fowner';

/** Runs programs as a user whom permissions bind: root without the rights to pass over them, anybody else as they are. */
export const bound: Runner = (command, args, options) =>
  getuid?.() === 0
    ? run(
        'setpriv',
        [`--bounding-set=${PASSING_OVER}`, `--inh-caps=${PASSING_OVER}`, command, ...args],
        options,
      )
    : run(command, args, options);

let known: Promise<boolean> | undefined;

/** Whether this user may mount something for one program. */
function mayMount(): Promise<boolean> {
  known ??= (async () => {
    const at = await scratchFolder();
    const script = 'mount -t tmpfs -o size=64k none "$1" && mount --bind "$1" "$1"';
    return (
      (await run('unshare', ['-Urm', 'sh', '-c', script, 'sh', at]).catch(() => undefined))?.exitCode === 0
    );
  })();
  return known;
}

/** Runs programs for which a folder is on a read-only disk; where nothing may be mounted, one that can't be written. */
export function readOnly(folder: string): Runner {
  return async (command, args, options) => {
    if (await mayMount()) {
      const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$PWD" && exec "$@"';
      return await run('unshare', ['-Urm', 'sh', '-c', script, folder, command, ...args], options);
    }
    await runOk('chmod', ['-R', 'a-w', folder]);
    try {
      return await bound(command, args, options);
    } finally {
      await runOk('chmod', ['-R', 'u+w', folder]);
    }
  };
}

/** Copies a folder to a small disk in its own place, fills that, and takes the copy out at the end. */
const ON_FULL_DISK = `
folder=$1 pages=$2 names=$3 result=$4; shift 4
cp -RPp "$folder" "$result" && mount -t tmpfs -o size=2m,nr_inodes=500 none "$folder" || exit 99
cp -RPp "$result/." "$folder" && rm -r "$result" && mkdir "$folder/.filler" || exit 99
free=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
dd if=/dev/zero of="$folder/.filler/0" bs=4096 count=$((free / 4 - pages)) 2>/dev/null || exit 99
[ $names = true ] || { i=1; while (: >"$folder/.filler/$i"); do i=$((i + 1)); done; } 2>/dev/null
cd "$PWD"
"$@"; code=$?
rm -r "$folder/.filler" && cp -RPp "$folder" "$result" || exit 99
exit $code`;

export interface FullDisk {
  /** How many pages of 4 KB are free. Default: none. */
  readonly pages?: number;
  /** Whether there is room for the names of files. Default: yes. */
  readonly names?: boolean;
}

/**
 * Runs programs for which a folder is on a disk that is full; where nothing may be mounted, hooks that can't make any file
 * longer than nothing, or no file in that folder.
 */
export function fullDisk(folder: string, { pages = 0, names = true }: FullDisk = {}): Runner {
  return async (command, args, options) => {
    await mkdir(folder, { recursive: true });
    if (!(await mayMount())) return await (names ? shortFiles(0) : readOnly(folder))(command, args, options);
    const scratch = await scratchFolder();
    const result = join(scratch, 'result');
    const words = [folder, String(pages), String(names), result, command, ...args];
    const ran = await run('unshare', ['-Urm', 'sh', '-c', ON_FULL_DISK, 'sh', ...words], options);
    if (ran.exitCode === 99) throw new Error(`the disk could not be prepared: ${ran.stderr}`);
    // What was done on the small disk is done here as well.
    await rename(folder, join(scratch, 'before'));
    await runOk('cp', ['-RPp', result, folder]);
    return ran;
  };
}

/**
 * Runs git so that its hooks can't make a file longer than some blocks, as the shell counts them. Git itself is spared:
 * it doesn't survive such a limit.
 */
export function shortFiles(blocks: number): Runner {
  return async (command, args, options) => {
    const hooks = await scratchFolder();
    const script = `#!/bin/sh\nulimit -f ${blocks}\nexec .git/hooks/pre-commit "$@"\n`;
    await writeFile(join(hooks, 'pre-commit'), script, { mode: 0o755 });
    const configuration = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: hooks,
    };
    return await run(command, args, { ...options, env: { ...options.env, ...configuration } });
  };
}
