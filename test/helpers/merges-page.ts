import { readFileSync } from 'node:fs';

const PAGE = new URL('../../docs/merges.md', import.meta.url);

/**
 * The first block of a section of docs/merges.md after a line that begins so, word for word.
 *
 * @throws Error where there is none
 */
export function fromMergesPage(title: string, before: string): string {
  const section = readFileSync(PAGE, 'utf8')
    .split(/^## /m)
    .find((text) => text.startsWith(`${title}\n`));
  const [, rest] = section?.split(`\n${before}`) ?? [];
  const block = /^```\w*\n(.*?)^```$/ms.exec(rest ?? '')?.[1];
  if (block === undefined) throw new Error(`docs/merges.md has nothing after "${before}" in "${title}"`);
  return block;
}
