/** A number of bytes for a person: `512 kB`, `3 MB`, `1.2 GB`. */
export function bytes(count: number): string {
  const mega = count / (1024 * 1024);
  if (mega < 1) return `${Math.ceil(count / 1024)} kB`;
  return mega < 1024 ? `${Math.round(mega)} MB` : `${(mega / 1024).toFixed(1)} GB`;
}
