import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockedLongAgo, OLD_PROJECTS } from '../../bench/old-projects.js';
import { isolatedEnvironment } from '../helpers/environment.js';
import { installedLockgen } from '../helpers/package.js';
import { run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

// Two of the ten of `npm run old-lockfiles`: one whose full holds NumPy back, one with hashes.
test.concurrent.each(['science with pandas and scikit-learn', 'a service with FastAPI'] as const)(
  'the lockfiles of %s, made two years before, are fresh',
  async (name) => {
    const [{ bin }, uv, scratch] = await Promise.all([installedLockgen(), sharedUv(), scratchFolder()]);
    const folder = join(scratch, 'project');
    const env = isolatedEnvironment(join(scratch, 'home'));
    const pins = await lockedLongAgo(OLD_PROJECTS[name], folder, { uv, env });
    expect(pins.full).toBeGreaterThan(pins.base);
    const somebodyElse = isolatedEnvironment(join(scratch, 'other'), {
      UV_CACHE_DIR: join(scratch, 'cache'),
    });
    const { exitCode, stdout, stderr } = await run(bin, ['check'], { cwd: folder, env: somebodyElse });
    expect(exitCode, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toBe('fresh    requirements.txt\nfresh    requirements-full.txt\n');
  },
);
