import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Builds what a checkout of this repository needs to be installed. `npm install -g git+…`, which is how pre-commit
// installs a repository, prepares it with its own `global` setting, and so without the development dependencies.
const run = (command) => execSync(command, { stdio: 'inherit' });
if (!existsSync('node_modules/tsx'))
  run('npm ci --no-global --include=dev --ignore-scripts --no-audit --no-fund');
run('npm run build');
