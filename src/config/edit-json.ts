/** A member to set, and its value: a text, a list of texts, or a table of texts. */
interface JsonSetting {
  readonly key: string;
  readonly value: string | readonly string[] | Readonly<Record<string, string>>;
}

/** A member of an object: where its key begins, and its value stands. */
interface Member {
  readonly key: string;
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

/** An object: where its first member could stand, and where its closing brace does. */
interface Place {
  readonly open: number;
  readonly close: number;
  readonly members: readonly Member[];
}

/**
 * JSON text with one member of an object set, laid out as its neighbours are.
 *
 * @param path the keys that lead to the object
 * @returns undefined where the text is not plain JSON, or the object isn't there
 */
export function setInJson(
  text: string,
  path: readonly string[],
  { key, value }: JsonSetting,
): string | undefined {
  const place = placeAt(text, path);
  if (place === undefined) return undefined;
  const last = place.members.at(-1);
  const isOneLine = !text.slice(place.open, place.close).includes('\n');
  const first = place.members[0];
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', place.open - 1) + 1))?.[0] ?? '';
  const indent =
    first === undefined
      ? `${outer}  `
      : (/^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', first.start) + 1))?.[0] ?? '');
  const step = indent.startsWith(outer) && indent !== outer ? indent.slice(outer.length) : '  ';
  const written = isOneLine && first !== undefined ? JSON.stringify(value) : valueText(value, indent, step);
  const there = place.members.find((one) => one.key === key);
  if (there !== undefined) return splice(text, there.value, there.end, written);
  const member = `${JSON.stringify(key)}: ${written}`;
  if (last === undefined) return splice(text, place.open, place.close, `\n${indent}${member}\n${outer}`);
  return splice(text, last.end, last.end, isOneLine ? `, ${member}` : `,\n${indent}${member}`);
}

/**
 * JSON text without one member of an object; an object that has no other goes with it.
 *
 * @param path the keys that lead to the object
 * @returns undefined where the text is not plain JSON, or the member isn't there
 */
export function removeFromJson(text: string, path: readonly string[], key: string): string | undefined {
  const place = placeAt(text, path);
  const at = place?.members.findIndex((one) => one.key === key) ?? -1;
  const member = place?.members[at];
  if (place === undefined || member === undefined) return undefined;
  const [before, after] = [place.members[at - 1], place.members[at + 1]];
  if (before !== undefined) return splice(text, before.end, member.end, '');
  if (after !== undefined) return splice(text, member.start, after.start, '');
  const outer = path.at(-1);
  return outer === undefined
    ? splice(text, place.open, place.close, '')
    : removeFromJson(text, path.slice(0, -1), outer);
}

function placeAt(text: string, path: readonly string[]): Place | undefined {
  let place = objectAt(text, text.search(/\S/));
  for (const step of path) {
    const member = place?.members.find((one) => one.key === step);
    place = member === undefined ? undefined : objectAt(text, member.value);
  }
  return place;
}

function valueText(value: JsonSetting['value'], indent: string, step: string): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const lines = JSON.stringify(value, undefined, step).split('\n');
  return lines.join(`\n${indent}`);
}

function splice(text: string, start: number, end: number, by: string): string {
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}

function objectAt(text: string, at: number): Place | undefined {
  if (text[at] !== '{') return undefined;
  const members: Member[] = [];
  for (let here = skipped(text, at + 1); ; here = skipped(text, here + 1)) {
    if (text[here] === '}') return { open: at + 1, close: here, members };
    const keyEnd = valueEnd(text, here);
    const colon = skipped(text, keyEnd);
    if (text[here] !== '"' || text[colon] !== ':') return undefined;
    const value = skipped(text, colon + 1);
    const end = valueEnd(text, value);
    const key = parsed(text.slice(here, keyEnd));
    if (end === value || typeof key !== 'string') return undefined;
    members.push({ key, start: here, value, end });
    here = skipped(text, end);
    if (text[here] === '}') return { open: at + 1, close: here, members };
    if (text[here] !== ',') return undefined;
  }
}

function skipped(text: string, at: number): number {
  let here = at;
  while (/[ \t\r\n]/.test(text[here] ?? '')) here += 1;
  return here;
}

/** The end of the value that begins there; the same place where none does. */
function valueEnd(text: string, at: number): number {
  let depth = 0;
  for (let here = at; here < text.length; here += 1) {
    const letter = text[here] ?? '';
    if (letter === '"') {
      for (here += 1; here < text.length && text[here] !== '"'; here += 1) if (text[here] === '\\') here += 1;
      if (depth === 0) return here + 1;
    } else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') {
      if (depth === 0) return here;
      depth -= 1;
      if (depth === 0) return here + 1;
    } else if (depth === 0 && /[,\s:]/.test(letter)) return here;
  }
  return text.length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
