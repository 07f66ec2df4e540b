/** PEP 751, "File Name". */
const NAME = /^pylock\.(?:[^.]+\.)?toml$/;

/** Whether a path has the name of a `pylock.toml` or `pylock.NAME.toml`, by which uv and pip tell that form. */
export function isPylockName(path: string): boolean {
  return NAME.test(path.slice(path.lastIndexOf('/') + 1));
}
