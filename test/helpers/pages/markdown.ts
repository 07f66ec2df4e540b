import { dirname, join } from 'node:path/posix';

/** A fenced block of a page. */
export interface Block {
  /** The page's path from the root. */
  readonly page: string;
  /** The heading above it, as it is written; '' before the first one. */
  readonly section: string;
  /** The word after the fence; '' for none. */
  readonly language: string;
  readonly text: string;
  /** The last line of prose before it, in its section. */
  readonly before: string;
  /** Of its fence, counted from 1. */
  readonly line: number;
  /** Why it isn't run, where a comment `<!-- not run: REASON -->` stands above it. */
  readonly notRun: string | undefined;
}

const FENCE = /^( *)(`{3,}|~{3,})\s*([\w-]*)/;
const NOT_RUN = /^<!-- not run: (.*\S) -->$/;

/** The fenced blocks of a page, in their order. A block that isn't closed goes to the end, as for GitHub. */
export function blocksIn(page: string, markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let [section, before, notRun] = ['', '', undefined as string | undefined];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, indent = '', fence, language = ''] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      const closing = new RegExp(`^ *${fence[0]}{${fence.length},} *$`);
      const rest = lines.slice(at + 1);
      const length = rest.findIndex((one) => closing.test(one));
      const inside = length < 0 ? rest : rest.slice(0, length);
      const text = inside.map((one) => `${one.replace(new RegExp(`^ {0,${indent.length}}`), '')}\n`).join('');
      blocks.push({ page, section, language, text, before, line: at + 1, notRun });
      [before, notRun] = ['', undefined];
      at += inside.length + 1;
    } else if (/^#{1,6} /.test(line)) {
      section = line.replace(/^#+ /, '').trim();
      [before, notRun] = ['', undefined];
    } else if (NOT_RUN.test(line)) {
      notRun = NOT_RUN.exec(line)?.[1];
    } else if (line.trim() !== '') {
      [before, notRun] = [line.trim(), undefined];
    }
  }
  return blocks;
}

/** What of a page is no code: its fenced blocks are empty lines, its code spans are empty, its comments are gone. */
function prose(markdown: string): string {
  const lines = markdown.split('\n');
  for (const { line, text } of blocksIn('', markdown)) {
    lines.fill('', line - 1, line + text.split('\n').length);
  }
  return lines
    .join('\n')
    .replace(/<!--.*?-->/gs, '')
    .replace(/(`+)(?!`)(?:.|\n(?!\n))*?[^`]\1(?!`)/g, '``');
}

/** A link or picture of a page. */
export interface Link {
  readonly target: string;
  readonly picture: boolean;
}

/** The links and pictures of a page: inline, by reference, by `<https://…>`, and of HTML. */
export function linksIn(markdown: string): readonly Link[] {
  const text = prose(markdown);
  const found = (pattern: RegExp, picture?: boolean): Link[] =>
    [...text.matchAll(pattern)].map(([all, target = '']) => ({
      target,
      picture: picture ?? (all.startsWith('!') || /\.(?:svg|png|gif|jpe?g)$/.test(target)),
    }));
  return [
    ...found(/!?\[(?:[^[\]]|\[[^\]]*\](?:\([^)]*\))?)*\]\(<?([^)\s>]*)>?(?:\s+"[^"]*")?\)/g),
    // A picture that is the text of a link.
    ...found(/!\[[^\]]*\]\(([^)\s]*)\)(?=\]\()/g, true),
    ...found(/^ {0,3}\[(?!\^)[^\]]+\]:\s*<?(\S+?)>?(?:\s+"[^"]*")?$/gm),
    ...found(/<(https?:[^>\s]*)>/g, false),
    ...found(/<[a-z][^>]*\s(?:src|srcset)="([^"\s]*)[^"]*"/gi, true),
    ...found(/<a\b[^>]*\shref="([^"]*)"/gi, false),
  ];
}

/**
 * The anchors of a page, by GitHub's rule: the heading's text in lower case, without all that is neither a letter, a
 * digit, `_`, `-` nor a space, spaces as `-`; a second one of the same gets `-1`. And the `id` and `name` of HTML.
 */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const fenced = new Set(
    blocksIn('', markdown).flatMap(({ line, text }) => text.split('\n').map((_, index) => line + index)),
  );
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, heading] = /^#{1,6} +(.*?)(?: +#+)? *$/.exec(line) ?? [];
    if (heading === undefined || fenced.has(index + 1)) continue;
    const slug = slugOf(heading);
    let [anchor, count] = [slug, 0];
    while (anchors.has(anchor)) anchor = `${slug}-${++count}`;
    anchors.add(anchor);
  }
  for (const [, name = ''] of markdown.matchAll(/<[a-z][^>]*\s(?:id|name)="([^"]+)"/gi)) anchors.add(name);
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[\^[^\]]+\]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * What is wrong with a link.
 *
 * @param page that it stands in, from the root.
 * @param anchorsOf the anchors of a file, undefined where there is none; of a file that is no Markdown, none. Of a folder, none.
 * @returns undefined where nothing is.
 */
export function faultOf(
  page: string,
  { target }: Link,
  anchorsOf: (path: string) => ReadonlySet<string> | undefined,
): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) {
    if (!URL.canParse(target)) return 'no URL';
    const { protocol, username, password } = new URL(target);
    if (protocol !== 'https:') return 'not by https';
    return username + password === '' ? undefined : 'a credential';
  }
  const [path = '', anchor] = target.split('#', 2);
  if (path.startsWith('/')) return 'absolute';
  const file = path === '' ? page : join(dirname(page), decodeURI(path));
  if (file.startsWith('..')) return 'outside of the repository';
  const anchors = anchorsOf(file);
  if (anchors === undefined) return `there is no ${file}`;
  if (anchor !== undefined && !anchors.has(decodeURI(anchor))) return `${file} has no #${anchor}`;
  return undefined;
}
