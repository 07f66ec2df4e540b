import { type Manager, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { tryManager } from '../../helpers/manager-situations.js';

const SIMPLE_GIT_HOOKS: Manager = {
  section: 'simple-git-hooks',
  npm: ['simple-git-hooks'],
  beside: (wiring) =>
    withFile(wiring, 'package.json', (text) =>
      text.replace('node_modules/', 'ruff format --quiet src && git add src && node_modules/'),
    ),
};

tryManager(SIMPLE_GIT_HOOKS);
tryMerges(SIMPLE_GIT_HOOKS);
