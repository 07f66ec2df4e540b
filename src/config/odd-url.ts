/**
 * Whether a text has a URL of the web that isn't plainly `scheme://host`: with another number of slashes, or with
 * backslashes. uv takes these for the host that follows, other programs for a path.
 */
export function hasOddUrl(text: string): boolean {
  const web = /(?<![a-z0-9])(?:https?|ftp|wss?):/gi;
  const count = text.match(web)?.length ?? 0;
  if (count === 0) return false;
  return (
    text.includes('\\') || count !== text.match(/(?<![a-z0-9])(?:https?|ftp|wss?):\/\/[^/?#\s]/gi)?.length
  );
}

/** What such a URL should be. */
export const PLAIN_URL = "a URL of the form https://host/path, with two slashes and no '\\'";
