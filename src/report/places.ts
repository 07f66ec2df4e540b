import type { Pair } from '../installable/pairs.js';

/** `Python 3.10, 3.15 on linux, macos`: places with the same Pythons together. */
export function placesText(pairs: readonly Pair[]): string {
  const byPlatform = new Map<string, string[]>();
  for (const { python, platform } of pairs) {
    byPlatform.set(platform, [...(byPlatform.get(platform) ?? []), python]);
  }
  const byPythons = new Map<string, string[]>();
  for (const [platform, pythons] of byPlatform) {
    const key = pythons.join(', ');
    byPythons.set(key, [...(byPythons.get(key) ?? []), platform]);
  }
  return [...byPythons]
    .map(([pythons, platforms]) => `Python ${pythons} on ${platforms.join(', ')}`)
    .join('; ');
}
