import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Publishes the version that package.json has: `npm run release -- TAG ADDRESS`, with the address of the git repository,
// which npm holds against where it was built. `--dry-run` does all but upload.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [tag = '', address = '', ...options] = process.argv.slice(2);
const path = join(root, 'package.json');
const manifest = readFileSync(path, 'utf8');
const { version, ...rest } = JSON.parse(manifest);

function demand(holds: boolean, otherwise: string): void {
  if (holds) return;
  console.error(`release: ${otherwise}`);
  process.exit(1);
}
demand(tag === `v${version}`, `the tag is ${tag || 'missing'}, and package.json has ${version}`);
demand(/^git\+https:\/\//.test(address), `${address || 'nothing'} is no address such as git+https://…`);
demand(
  options.every((option) => option === '--dry-run'),
  `unknown: ${options.join(' ')}`,
);
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
const [first = ''] = /^## .*$/m.exec(changelog) ?? [];
demand(first === `## ${version}`, `CHANGELOG.md begins with "${first}" instead of "## ${version}"`);

try {
  const repository = { type: 'git', url: address };
  writeFileSync(path, `${JSON.stringify({ version, ...rest, repository }, undefined, 2)}\n`);
  execFileSync('npm', ['publish', '--provenance', '--access', 'public', ...options], {
    cwd: root,
    stdio: 'inherit',
  });
} finally {
  writeFileSync(path, manifest);
}
