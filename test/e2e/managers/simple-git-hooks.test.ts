import { withFile } from '../../helpers/hook-managers.js';
import { tryManager } from '../../helpers/manager-situations.js';

tryManager({
  section: 'simple-git-hooks',
  npm: ['simple-git-hooks'],
  beside: (wiring) =>
    withFile(wiring, 'package.json', (text) =>
      text.replace('node_modules/', 'ruff format --quiet src && git add src && node_modules/'),
    ),
});
