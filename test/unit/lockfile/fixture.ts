import { readFileSync } from 'node:fs';

/** The text of a real lockfile in test/fixtures/lockfile. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/lockfile/${name}`, import.meta.url), 'utf8');
}
