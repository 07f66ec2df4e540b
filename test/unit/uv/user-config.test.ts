import { mkdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.js';
import type { Surroundings } from '../../../src/uv/surroundings.js';
import { readUserConfig, systemFolders, userFolder, writeConfigFolder } from '../../../src/uv/user-config.js';
import { scratchFolder } from '../../helpers/scratch.js';

/** A user with these `uv.toml` texts; no system of this machine's. */
async function user(texts: { user?: string; system?: string }): Promise<Surroundings> {
  const home = await scratchFolder();
  const env = { XDG_CONFIG_DIRS: join(home, 'system') };
  for (const [folder, text] of [
    ['.config', texts.user],
    // An empty one, so that the test never reads this machine's /etc/uv.
    ['system', texts.system ?? ''],
  ] as const) {
    if (text === undefined) continue;
    await mkdir(join(home, folder, 'uv'), { recursive: true });
    await writeFile(join(home, folder, 'uv', 'uv.toml'), text);
  }
  return { env, platform: 'linux', home };
}

describe('readUserConfig', () => {
  it.each([
    ['nothing there', {}, {}, []],
    ['an empty file', { user: '\n' }, {}, []],
    [
      'what says where the index is',
      { user: 'index-url = "https://i/"\nnative-tls = true\nfind-links = ["/w"]' },
      { 'index-url': 'https://i/', 'native-tls': true, 'find-links': ['/w'] },
      [],
    ],
    [
      'what changes versions',
      {
        user: 'exclude-newer = "2020-01-01"\nresolution = "lowest"\nno-build = true\nkeyring-provider = "subprocess"',
      },
      { 'keyring-provider': 'subprocess' },
      ['exclude-newer', 'no-build', 'resolution'],
    ],
    [
      'both under [pip]',
      { user: '[pip]\nindex-url = "https://i/"\nall-extras = true\n' },
      { pip: { 'index-url': 'https://i/' } },
      ['pip.all-extras'],
    ],
    ['only such under [pip]', { user: '[pip]\nno-header = true\n' }, {}, ['pip.no-header']],
    [
      'a key of an index',
      { user: '[[index]]\nname = "a"\nurl = "https://a/"\ndefault = true\nexclude-newer = "2020-01-01"\n' },
      { index: [{ name: 'a', url: 'https://a/', default: true }] },
      ['index.exclude-newer'],
    ],
    [
      'both files, the user first',
      {
        user: 'index-url = "https://u/"\nextra-index-url = ["https://1/"]',
        system:
          'index-url = "https://s/"\nextra-index-url = ["https://2/"]\nsystem-certs = true\nprerelease = "allow"',
      },
      {
        'index-url': 'https://u/',
        'extra-index-url': ['https://1/', 'https://2/'],
        'system-certs': true,
      },
      ['prerelease'],
    ],
  ])('%s', async (_, texts, kept, dropped) => {
    const config = await readUserConfig(await user(texts));
    expect(parse(config.text)).toEqual(kept);
    expect(config.dropped).toEqual(dropped);
  });

  it('goes by XDG_CONFIG_HOME', async () => {
    const { env, platform, home } = await user({ user: 'index-url = "https://elsewhere/"' });
    const moved = { ...env, XDG_CONFIG_HOME: join(home, '.config') };
    const { text } = await readUserConfig({ env: moved, platform, home: join(home, 'nobody') });
    expect(text).toContain('elsewhere');
  });

  it('names file and place of bad TOML, and not what is written there', async () => {
    const given = await user({
      user: 'index-url = "https://me:hunter2@i/"\nindex-url = "https://me:hunter2@i/"',
    });
    const error = await readUserConfig(given).catch((reason: unknown) => reason);
    if (!(error instanceof Failure)) throw error;
    expect(error.reason).toBe('configuration');
    expect(error.message).toContain(join(given.home, '.config', 'uv', 'uv.toml'));
    expect(error.message).toMatch(/line 2, column \d+/);
    expect(`${error.message} ${error.next} ${error.detail}`).not.toContain('hunter2');
  });
});

describe('writeConfigFolder', () => {
  it('hides what changes versions and leaves all else that is there', async () => {
    const given = await user({ user: 'index-url = "https://i/"\nprerelease = "allow"' });
    await mkdir(join(given.home, '.config', 'git'));
    const folder = await scratchFolder();
    const { dropped } = await writeConfigFolder(folder, given);
    expect(dropped).toEqual(['prerelease']);
    const file = join(folder, 'uv', 'uv.toml');
    expect(parse(await readFile(file, 'utf8'))).toEqual({ 'index-url': 'https://i/' });
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await readFile(join(folder, 'system', 'uv', 'uv.toml'), 'utf8')).toBe('');
    expect(await readlink(join(folder, 'git'))).toBe(join(given.home, '.config', 'git'));
  });
});

it.each([
  ['linux', {}, '/home/me', '/home/me/.config', ['/etc/xdg/uv', '/etc/uv']],
  [
    'linux',
    { XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/a::/b' },
    '/home/me',
    '/c',
    ['/a/uv', '/b/uv', '/etc/uv'],
  ],
  ['darwin', {}, '/Users/me', '/Users/me/.config', ['/etc/xdg/uv', '/etc/uv']],
  ['win32', {}, 'C:\\Users\\me', 'C:\\Users\\me\\AppData\\Roaming', ['C:\\ProgramData\\uv']],
  ['win32', { APPDATA: 'D:\\Data', SYSTEMDRIVE: 'E:' }, 'C:\\Users\\me', 'D:\\Data', ['E:\\ProgramData\\uv']],
  ['win32', { APPDATA: '\\\\server\\me' }, 'C:\\me', '\\\\server\\me', ['C:\\ProgramData\\uv']],
] as const)(
  'on %s with %o, uv looks into the folders of its platform',
  (platform, env, home, user, system) => {
    expect(userFolder({ platform, env, home })).toBe(user);
    expect(systemFolders({ platform, env, home })).toEqual(system);
  },
);
