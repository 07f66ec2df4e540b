import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Makes a version of what the changesets say: package.json, its lockfile, CHANGELOG.md, and each place that tells a
// user which version to take. Nothing is committed.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const versionOf = (): string => String(JSON.parse(read('package.json')).version);

const old = versionOf();
execFileSync(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], {
  cwd: root,
  stdio: 'inherit',
});
const version = versionOf();
if (version === old)
  throw new Error('there is no changeset, so there is nothing to release: npm run changeset');

const lock = JSON.parse(read('package-lock.json'));
lock.version = version;
lock.packages[''].version = version;
writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, undefined, 2)}\n`);

// `lockgen@1.2.3`, `OWNER/lockgen@v1.2.3`, `rev: v1.2.3`, and an input's `default: 1.2.3`.
const told = new RegExp(`(lockgen@v?|rev: v|default: )${old.replaceAll('.', '\\.')}(?![\\w.-])`, 'g');
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
for (const path of [
  'README.md',
  'action.yml',
  'templates/lockgen.yml',
  ...pages.map((name) => `docs/${name}`),
]) {
  const text = read(path);
  const changed = text.replaceAll(told, (_, before: string) => `${before}${version}`);
  if (changed !== text) writeFileSync(join(root, path), changed);
}
