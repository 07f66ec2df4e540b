import { FORMAT_HOOK, withFile } from '../../helpers/hook-managers.js';
import { tryManager } from '../../helpers/manager-situations.js';

tryManager({
  section: 'prek',
  setsAside: true,
  beside: (wiring) => withFile(wiring, '.pre-commit-config.yaml', (text) => text + FORMAT_HOOK),
});
