import { describe } from 'vitest';
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

describe('with lockgen from npm, without a package.json', () => {
  tryManager({
    ...PREK,
    section: 'prek, without a package.json',
    linked: 'works',
    from: 'npm',
  });
});

describe('with lockgen from npm, in a prek.toml', () => {
  const format = `
[[repos.hooks]]
id = "format"
name = "format"
language = "system"
entry = "sh -c 'ruff format "$@" && git add "$@"' -"
types = ["python"]
require_serial = true
`.replaceAll('"$@"', '\\"$@\\"');
  tryManager({
    section: 'prek, with a prek.toml',
    setsAside: true,
    linked: 'works',
    from: 'npm',
    beside: (wiring) => withFile(wiring, 'prek.toml', (text) => text + format),
  });
});
