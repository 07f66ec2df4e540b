/** One line of a lockfile done otherwise. */
export interface LineEdit {
  /** `line 12 deleted: delta==2.0.0 \`. */
  readonly what: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * Every line deleted, every line doubled, every version in it moved, every hash tampered with; each text once.
 *
 * @param releases other versions of a package, which a pin is moved to as well.
 */
export function lineEdits(text: string, releases: (name: string) => readonly string[]): readonly LineEdit[] {
  const lines = text.split('\n').slice(0, -1);
  const found = new Map<string, LineEdit>();
  lines.forEach((line, index) => {
    const put = (how: string, instead: readonly string[]): void => {
      const edited = `${lines.toSpliced(index, 1, ...instead).join('\n')}\n`;
      const what = `line ${index + 1} ${how}: ${line}`;
      if (edited !== text && !found.has(edited)) found.set(edited, { what, line: index + 1, text: edited });
    };
    put('deleted', []);
    put('doubled', [line, line]);
    for (const match of line.matchAll(/\d+(?:\.\d+)+/g)) {
      const numbers = match[0].split('.').map(Number);
      const moved = [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join('.');
      const end = match.index + match[0].length;
      put(`with ${moved}`, [line.slice(0, match.index) + moved + line.slice(end)]);
    }
    const pin = /^([\w.-]+)==([^\s;]+)/.exec(line);
    for (const version of pin === null ? [] : releases(pin[1] ?? '')) {
      put(`with ${version}`, [line.replace(/==[^\s;]+/, `==${version}`)]);
    }
    if (/sha256:\w/.test(line)) {
      put('tampered with', [
        line.replace(/sha256:(\w)/, (_, digit) => `sha256:${digit === '0' ? '1' : '0'}`),
      ]);
    }
  });
  return [...found.values()];
}

/** What a lockfile says, read as simply as can be, and by none of lockgen's own readers. */
export interface Meaning {
  /** `name==version ; marker` → hashes. */
  readonly pins: ReadonlyMap<string, ReadonlySet<string>>;
  /** Option lines, and what is no line of a resolver's. */
  readonly rest: ReadonlySet<string>;
}

const PIN = /^([\w.-]+==[^\s;]+(?: ; .+?)?)((?: --hash=sha256:[0-9a-f]{64})*)$/;

/** Reads a lockfile as pip joins its lines: a comment ends a line that was to be continued. */
export function meaningOf(text: string): Meaning {
  const pins = new Map<string, ReadonlySet<string>>();
  const rest = new Set<string>();
  const joined = text.replaceAll(/\\\n\s*(?=#)/g, '\n').replaceAll(/\s*\\\n\s*/g, ' ');
  for (const raw of joined.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const pin = raw.startsWith(' ') ? null : PIN.exec(line);
    if (pin === null) rest.add(line);
    else
      pins.set(
        pin[1] ?? '',
        new Set([...(pins.get(pin[1] ?? '') ?? []), ...(pin[2] ?? '').split(' ').slice(1)]),
      );
  }
  return { pins, rest };
}

/** Whether a lockfile pins what another does, with hashes that are all among the other's. */
export function isWithin(some: Meaning, all: Meaning): boolean {
  const equal = (a: Iterable<string>, b: Iterable<string>): boolean =>
    [...a].sort().join('\n') === [...b].sort().join('\n');
  if (!equal(some.pins.keys(), all.pins.keys()) || !equal(some.rest, all.rest)) return false;
  return [...some.pins].every(([pin, hashes]) => {
    const known = all.pins.get(pin) ?? new Set();
    return hashes.size > 0 === known.size > 0 && [...hashes].every((hash) => known.has(hash));
  });
}
