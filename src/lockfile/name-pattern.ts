/**
 * Whether a name matches a pattern in which `*` is any run of letters and `?` any one of them. Takes no more steps than
 * the product of both lengths, whatever the pattern: a configuration comes with a clone, and has to be harmless.
 */
export function nameMatches(pattern: string, name: string): boolean {
  let [p, n] = [0, 0];
  // Where the last `*` was, and up to where it reaches.
  let [star, reach] = [-1, 0];
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p;
      reach = n;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      reach += 1;
      p = star + 1;
      n = reach;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
