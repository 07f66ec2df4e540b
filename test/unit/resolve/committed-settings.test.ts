import { expect, test } from 'vitest';
import { lineForBuilds } from '../../../src/resolve/asked-builds.js';
import { withoutMachineSettings } from '../../../src/resolve/committed-settings.js';

const SETTINGS = `no-binary = true
no-binary-package = ["lib"]
no-build = false
no-build-package = ["other"]
index-strategy = "first-index"

[pip]
no-binary = ["lib"]
only-binary = [":none:"]
resolution = "highest"
`;

test('where nothing may be built, no setting about builds is left; else each is', () => {
  expect(withoutMachineSettings(SETTINGS, 'uv.toml', false)).toBe(SETTINGS);
  const left = withoutMachineSettings(SETTINGS, 'sub/uv.toml', true);
  expect(left).not.toMatch(/binary|no-build/);
  expect(left).toContain('index-strategy = "first-index"');
  expect(left).toContain('resolution = "highest"');
  const table = SETTINGS.replace('[pip]', '[tool.uv.pip]');
  const manifest = withoutMachineSettings(`[tool.uv]\n${table}`, 'pyproject.toml', true);
  expect(manifest).not.toMatch(/binary|no-build/);
  expect(manifest).toContain('first-index');
});

test('a file of constraints in UTF-16 is read as uv reads it', () => {
  const utf16 = (text: string): string => Buffer.from(`\ufeff${text}`, 'utf16le').toString('utf8');
  expect(lineForBuilds(utf16('--no-binary lib\n'))).toBe('--no-binary');
  expect(lineForBuilds(utf16('-c d.txt\n'))).toContain('a file');
});

test('a file of constraints may be any that names no build and no address', () => {
  for (const text of ['', 'alpha<2 # --no-build\n', '# --no-binary x\n-c d.txt\n-r=e.txt\n', '--pre\n'])
    expect(lineForBuilds(text)).toBeUndefined();
  expect(lineForBuilds('-c $HOST/c.txt\n')).toBe('$HOST/c.txt');
});
