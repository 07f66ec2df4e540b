/** How keys are written where errors are shown: as in `[tool.uv]`, or as in JSON and YAML. */
export type Spelling = 'kebab' | 'camel';

/** `generate-hashes` → `generateHashes`. */
export function camelCase(key: string): string {
  return key.replace(/(?<=[a-z0-9])-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `generateHashes` → `generate-hashes`. */
export function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A key as the given spelling has it. */
export function spell(key: string, spelling: Spelling): string {
  return spelling === 'kebab' ? kebabCase(key) : key;
}

/** `['targets', 'full', 'extras', 1]` → `targets.full.extras[1]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const key = /^[\w$-]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
