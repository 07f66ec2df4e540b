import { FORMAT_HOOK, type Manager, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { tryManager } from '../../helpers/manager-situations.js';

const PREK: Manager = {
  section: 'prek',
  setsAside: true,
  beside: (wiring) => withFile(wiring, '.pre-commit-config.yaml', (text) => text + FORMAT_HOOK),
};

tryManager(PREK);
tryMerges(PREK);
