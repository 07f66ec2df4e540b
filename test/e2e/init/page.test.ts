import { expect, test } from 'vitest';
import { unwired } from '../../helpers/init-world.js';
import { openPage } from '../../helpers/pages/page.js';

const page = openPage('docs/init.md');

test('docs/init.md shows what init prints', async () => {
  const { lockgen } = await unwired();
  const { stdout, stderr, exitCode } = await lockgen(['init', '--dry-run']);
  expect(exitCode, stderr).toBe(0);
  const shown = page.block('`lockgen init` and `lockgen uninstall`', { language: '' });
  // Each machine has its node elsewhere.
  const plain = (text: string): string => text.replace(/lockgen\.node .*/, 'lockgen.node NODE');
  expect(plain(stdout)).toBe(plain(shown));
});

test('docs/init.md names every option', async () => {
  const { lockgen } = await unwired();
  const { stdout } = await lockgen(['init', '--help']);
  const options = [...stdout.matchAll(/(--[a-z-]+)/g)].map(([option]) => option);
  const common = ['--cache-home', '--quiet', '--verbose', '--debug', '--help'];
  const own = [...new Set(options)].filter((option) => !common.includes(option));
  expect(own.length).toBeGreaterThan(4);
  for (const option of own) expect(page.text).toContain(`| \`${option}`);
});
