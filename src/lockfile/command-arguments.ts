/** Options of `uv pip compile` and `pip-compile` that take a value; all others are flags. */
const VALUED: ReadonlySet<string> = new Set(
  `--allow-insecure-host --annotation-style --build-constraint --build-constraints --build-isolation
   --cache-dir --cert --client-cert --color --config --config-file --config-setting --config-settings
   --config-settings-package --constraint --constraints --custom-compile-command --default-index --directory
   --exclude --excludes --exclude-newer --exclude-newer-package --extra --extra-index-url --find-links
   --fork-strategy --format --group --index --index-strategy --index-url --keyring-provider --link-mode
   --max-rounds --newline --no-binary --no-build-isolation-package --no-emit-package --no-sources-package
   --only-binary --output-file --override --overrides --pip-args --prerelease --prerelease-package --project
   --python --python-platform --python-version --refresh-package --resolution --resolver --torch-backend
   --trusted-host --unsafe-package --upgrade-group --upgrade-package`.split(/\s+/),
);

const LONG: Readonly<Record<string, string>> = {
  '-o': '--output-file',
  '-c': '--constraints',
  '-b': '--build-constraints',
  '-f': '--find-links',
  '-i': '--index-url',
  '-p': '--python',
  '-P': '--upgrade-package',
  '-C': '--config-setting',
};

const DURATION_UNIT = /^(?:second|minute|hour|day|week|month|year)s?$/i;

/** A command's words, told apart. */
export interface Arguments {
  /** Options with their values, by long name. */
  readonly values: readonly (readonly [string, string])[];
  readonly flags: readonly string[];
  readonly input: readonly string[];
}

/**
 * Reads the words of a compile command: `--option=value`, `--option value`, `-o value`, flags, and the input.
 * @param words those after the command's name
 */
export function readArguments(words: readonly string[]): Arguments {
  const values: (readonly [string, string])[] = [];
  const flags: string[] = [];
  const input: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      input.push(word);
      continue;
    }
    const isShort = LONG[word.slice(0, 2)] !== undefined;
    const [, short = '', glued] = isShort ? (/^(-[a-zA-Z])(?:=?(.+))?$/.exec(word) ?? []) : [];
    const long = LONG[short];
    const [, option = word, attached] = word.includes('=') ? (/^(--[^=]+)=(.*)$/s.exec(word) ?? []) : [];
    if (long !== undefined) {
      values.push([long, glued ?? words[++index] ?? '']);
    } else if (word === '-') {
      input.push(word);
    } else if (attached !== undefined || VALUED.has(option)) {
      let value = attached ?? words[++index] ?? '';
      // uv writes `--exclude-newer '7 days'` without its quotes.
      const unit = words[index + 1];
      if (
        option === '--exclude-newer' &&
        /^\d+$/.test(value) &&
        unit !== undefined &&
        DURATION_UNIT.test(unit)
      ) {
        value += ` ${unit}`;
        index += 1;
      }
      values.push([option, value]);
    } else {
      flags.push(word);
    }
  }
  return { values, flags, input };
}
