import { dirname } from 'node:path/posix';
import { DEFAULT_TARGETS } from './defaults.js';
import { type OptionPath, placeIn } from './layer.js';
import type { PartialOptions, PartialResolution, PartialTarget, RootConfig } from './options.js';
import { kebabCase, pathText, type Spelling, spell } from './spelling.js';

/** The layers of a project's configuration; each stands above the next. */
export interface ConfigLayers {
  readonly flags?: PartialOptions | undefined;
  readonly project?: PartialOptions | undefined;
  readonly root?: RootConfig | undefined;
}

/** One layer. */
export interface Level {
  /** For `lockgen config`: `flag`, `svc/pyproject.toml [tool.lockgen]`, `.lockgenrc.yaml`. */
  readonly name: string;
  readonly options: PartialOptions;
  /** Where an option stands in it, for messages. */
  place(path: OptionPath): string;
}

/** A value with the layer that stated it. */
export interface Picked<Value> {
  readonly value: Value;
  readonly level: Level;
  readonly path: OptionPath;
}

/** The layers of one project, asked for what holds. */
export class Layers {
  /** The project's folder, relative to the repository's root; `''` is the root. */
  readonly folder: string;
  /** Highest first. */
  readonly #levels: readonly Level[];
  readonly #targets: Level | undefined;

  /** @param manifest - the path of the project's `pyproject.toml`, relative to the repository's root */
  constructor({ flags, project, root }: ConfigLayers, manifest: string) {
    const folder = dirname(manifest);
    this.folder = folder === '.' ? '' : folder;
    const levels: Level[] = [];
    if (flags !== undefined) levels.push({ name: 'flag', options: flags, place: flagPlace });
    if (project !== undefined) {
      levels.push(level(`${manifest} [tool.lockgen]`, project, `${manifest}: tool.lockgen`, 'kebab'));
    }
    if (root !== undefined) {
      levels.push(level(root.file, root.options, root.file, root.file.endsWith('.toml') ? 'kebab' : 'camel'));
    }
    this.#levels = levels;
    this.#targets = levels.find(({ options }) => options.targets !== undefined);
  }

  /** The targets that hold, and the layer that states them; none where they are the default ones. */
  targets(): {
    readonly targets: Readonly<Record<string, PartialTarget>>;
    readonly level: Level | undefined;
  } {
    return { targets: this.#targets?.options.targets ?? DEFAULT_TARGETS, level: this.#targets };
  }

  /** The highest layer's value of an option; in one layer, the target's own stands above the layer's. */
  pick<Key extends keyof PartialResolution>(
    key: Key,
    target?: string,
  ): Picked<NonNullable<PartialResolution[Key]>> | undefined {
    for (const one of this.#levels) {
      const own =
        one === this.#targets && target !== undefined ? one.options.targets?.[target]?.[key] : undefined;
      if (own !== undefined && target !== undefined)
        return { value: own, level: one, path: ['targets', target, key] };
      const shared = one.options[key];
      if (shared !== undefined) return { value: shared, level: one, path: [key] };
    }
    return undefined;
  }

  /** What each layer states of an option that no target has, the highest first. */
  all<Key extends 'deny' | 'requireHashes' | 'hosts' | 'build' | 'timeout' | 'onUnavailable'>(
    key: Key,
  ): readonly Picked<NonNullable<PartialOptions[Key]>>[] {
    return this.#levels.flatMap((one) => {
      const value = one.options[key];
      return value === undefined ? [] : [{ value, level: one, path: [key] }];
    });
  }

  /** The uv that holds; hashes are those of the layer that names the version, or of one above it. */
  uv(): {
    readonly version: Picked<string> | undefined;
    readonly hashes: Picked<readonly string[]> | undefined;
  } {
    let hashes: Picked<readonly string[]> | undefined;
    for (const one of this.#levels) {
      const { uvVersion, uvHashes } = one.options;
      if (hashes === undefined && uvHashes !== undefined)
        hashes = { value: uvHashes, level: one, path: ['uvHashes'] };
      if (uvVersion !== undefined)
        return { version: { value: uvVersion, level: one, path: ['uvVersion'] }, hashes };
    }
    return { version: undefined, hashes };
  }
}

function level(name: string, options: PartialOptions, source: string, spelling: Spelling): Level {
  const place = (path: OptionPath): string => {
    const inPackage = source === 'package.json' ? ['lockgen'] : [];
    // The step after `targets` is the user's name of a target, not a key.
    const keys = path.map((step, index) =>
      typeof step === 'string' && path[index - 1] !== 'targets' ? spell(step, spelling) : step,
    );
    return placeIn(source, [...inPackage, ...keys]);
  };
  return { name, options, place };
}

function flagPlace(path: OptionPath): string {
  // Targets come from the API's options, which are named like a target's.
  return path[0] === 'targets' ? pathText(path.slice(2)) : `--${kebabCase(String(path[0] ?? ''))}`;
}
