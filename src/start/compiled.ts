import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { makeFolder } from './known-node.js';
import { isOurs } from './trusted-folder.js';

/** Files that nobody has made anew for this long go when another one is written. */
const KEEP_DAYS = 30;
/** Before the code: a sum of it, since V8 believes whatever it is given. */
const SUM = 'sha256';
const SUM_BYTES = 32;

type Load = (id: string) => unknown;

/**
 * Loads lockgen's own files with the code that V8 made of them before, which takes it as long as all that a check of fresh
 * lockfiles does: what `module.enableCompileCache` does, for nodes that don't have it (before 22.1).
 *
 * The code is kept under a sum of the file, the node's version and its options. It can only save time: whatever is
 * amiss with it, the file is compiled again.
 *
 * @param folder - of the files, absolute
 * @param cache - where the code is kept; made when it is first written
 */
export function loadCompiled(folder: string, cache: string): Load {
  const loaded = new Map<string, { exports: unknown }>();
  const fresh: { readonly place: string; readonly script: Script }[] = [];
  const loadFile = (path: string): unknown => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    const source = readFileSync(path, 'utf8');
    const place = join(cache, placeOf(source));
    const cachedData = codeIn(place);
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
      filename: path,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected === true) fresh.push({ place, script });
    const run: unknown = script.runInThisContext();
    // Those that need each other find it.
    loaded.set(path, module);
    try {
      if (typeof run === 'function') run(module.exports, requireFrom(path), module, path, dirname(path));
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    return module.exports;
  };
  const requireFrom = (path: string): Load => {
    const real = createRequire(path);
    return (id) => (/^\.\.?\//.test(id) ? loadFile(join(dirname(path), id)) : real(id));
  };
  // By then V8 has compiled what is called, which is what the next run will call.
  process.once('exit', () => keep(cache, fresh));
  return (id) => loadFile(join(folder, id));
}

function placeOf(source: string): string {
  const { version, arch, execArgv, env } = process;
  const made = JSON.stringify([version, arch, execArgv, env.NODE_OPTIONS]);
  return createHash(SUM).update(made).update(source).digest('hex');
}

function codeIn(place: string): Buffer | undefined {
  try {
    if (!isOurs(statSync(place))) return undefined;
    const bytes = readFileSync(place);
    const code = bytes.subarray(SUM_BYTES);
    return bytes.subarray(0, SUM_BYTES).equals(createHash(SUM).update(code).digest()) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keep(cache: string, fresh: readonly { readonly place: string; readonly script: Script }[]): void {
  if (fresh.length === 0) return;
  try {
    makeFolder(cache);
    for (const { place, script } of fresh) {
      const code = script.createCachedData();
      const temporary = join(cache, `.${randomUUID()}`);
      // Whatever the umask: what others could write is not taken.
      writeFileSync(temporary, Buffer.concat([createHash(SUM).update(code).digest(), code]), { mode: 0o600 });
      renameSync(temporary, place);
    }
    const oldest = Date.now() - KEEP_DAYS * 86_400_000;
    for (const entry of readdirSync(cache, { withFileTypes: true })) {
      const path = join(cache, entry.name);
      // What a newer node keeps there is its own.
      if (entry.isFile() && statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
    }
  } catch {
    // A read-only or full cache costs time, not correctness.
  }
}
