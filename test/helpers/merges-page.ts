import { openPage } from './pages/page.js';

const page = openPage('docs/merges.md');

/**
 * The first block of a section of docs/merges.md after a line that begins so, word for word.
 *
 * @throws Error where there is none
 */
export function fromMergesPage(title: string, before: string): string {
  return page.block(title, { before });
}
