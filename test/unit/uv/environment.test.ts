import { describe, expect, it } from 'vitest';
import { type EnvironmentOptions, isolatedEnvironment, uvEnvironment } from '../../../src/uv/environment.js';
import { leftOutVariables } from '../../../src/uv/variables.js';

function made(env: NodeJS.ProcessEnv, more: Partial<EnvironmentOptions> = {}) {
  return uvEnvironment({ env, configFolder: '/run/config', offline: false, noBuild: false, ...more });
}

describe('uvEnvironment', () => {
  it.each([
    'UV_DEFAULT_INDEX',
    'UV_INDEX',
    'UV_INDEX_URL',
    'UV_EXTRA_INDEX_URL',
    'UV_INDEX_MY_OWN_USERNAME',
    'UV_INDEX_MY_OWN_PASSWORD',
    'UV_FIND_LINKS',
    'UV_CACHE_DIR',
    'UV_NATIVE_TLS',
    'UV_SYSTEM_CERTS',
    'UV_HTTP_TIMEOUT',
    'UV_HTTP_RETRIES',
    'UV_CONCURRENT_DOWNLOADS',
    'UV_KEYRING_PROVIDER',
    'UV_INSECURE_HOST',
    'UV_OFFLINE',
    'SSL_CERT_FILE',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NETRC',
    'PATH',
    'HOME',
    'GIT_CONFIG_PARAMETERS',
    'GIT_CONFIG_COUNT',
    'GIT_CONFIG_KEY_0',
    'GIT_CONFIG_VALUE_0',
    'GIT_SSH_COMMAND',
    'GIT_ASKPASS',
    'GIT_SSL_CAINFO',
    'GIT_CONFIG_GLOBAL',
  ])('passes %s', (name) => {
    const { env } = made({ [name]: 'mine' });
    expect(env[name]).toBe('mine');
    expect(leftOutVariables({ [name]: 'mine' })).toEqual([]);
  });

  it.each([
    'UV_EXCLUDE_NEWER',
    'UV_RESOLUTION',
    'UV_PRERELEASE',
    'UV_FORK_STRATEGY',
    'UV_INDEX_STRATEGY',
    'UV_CONSTRAINT',
    'UV_OVERRIDE',
    'UV_EXCLUDE',
    'UV_BUILD_CONSTRAINT',
    'UV_TORCH_BACKEND',
    'UV_NO_SOURCES',
    'UV_NO_BUILD',
    'UV_NO_BINARY',
    'UV_PYTHON',
    'UV_PYTHON_PREFERENCE',
    'UV_CONFIG_FILE',
    'UV_NO_CONFIG',
    'UV_PROJECT',
    'UV_WORKING_DIR',
    'UV_CUSTOM_COMPILE_COMMAND',
    'UV_PREVIEW',
    'UV_SOMETHING_THAT_A_LATER_UV_READS',
  ])('leaves out %s and names it', (name) => {
    const { env } = made({ [name]: 'theirs' });
    expect(env).not.toHaveProperty(name);
    expect(leftOutVariables({ [name]: 'theirs' })).toEqual([name]);
  });

  it.each([
    'GIT_DIR',
    'GIT_INDEX_FILE',
    'GIT_WORK_TREE',
    'GIT_PREFIX',
    'GIT_COMMON_DIR',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_CONFIG',
    'GIT_LITERAL_PATHSPECS',
    'GIT_ICASE_PATHSPECS',
    'GIT_AUTHOR_DATE',
    'GIT_COMMITTER_NAME',
    'GIT_EDITOR',
    'PYTHONPATH',
    'PYTHONHOME',
    'VIRTUAL_ENV',
    'CONDA_PREFIX',
    'FORCE_COLOR',
    'RUST_LOG',
    'UV',
  ])('leaves out %s without a word', (name) => {
    const { env } = made({ [name]: 'theirs' });
    expect(env).not.toHaveProperty(name);
    expect(leftOutVariables({ [name]: 'theirs' })).toEqual([]);
  });

  it('sets what makes runs alike, also against the user', () => {
    const { env } = made({
      UV_PYTHON_DOWNLOADS: 'automatic',
      LC_ALL: 'de_DE.UTF-8',
      XDG_CONFIG_HOME: '/home/me/.config',
      XDG_CONFIG_DIRS: '/etc/mine',
    });
    expect(env).toMatchObject({
      UV_PYTHON_DOWNLOADS: 'never',
      UV_NO_PROGRESS: '1',
      NO_COLOR: '1',
      LC_ALL: 'C.UTF-8',
      XDG_CONFIG_HOME: '/run/config',
      XDG_CONFIG_DIRS: '/run/config/system:/etc/mine',
    });
  });

  it('gives up on an index early, unless the user or the caller says otherwise', () => {
    expect(made({}).env).toMatchObject({ UV_HTTP_RETRIES: '1', UV_HTTP_CONNECT_TIMEOUT: '3' });
    expect(made({ UV_HTTP_RETRIES: '7' }).env.UV_HTTP_RETRIES).toBe('7');
    expect(made({}, { patient: true }).env).not.toHaveProperty('UV_HTTP_RETRIES');
  });

  it.each([
    ['linux', { TMPDIR: '/run/tmp', TEMP: 'theirs', TMP: 'theirs' }],
    ['win32', { TMPDIR: 'theirs', TEMP: '/run/tmp', TMP: '/run/tmp' }],
  ] as const)('gives uv a temporary folder of its own on %s', (platform, expected) => {
    const theirs = { TMPDIR: 'theirs', TEMP: 'theirs', TMP: 'theirs' };
    expect(made(theirs, { platform, temporaryFolder: '/run/tmp' }).env).toMatchObject(expected);
    expect(made(theirs, { platform }).env).toMatchObject(theirs);
  });

  it('says by variables what one run asks for', () => {
    const { env, args } = made(
      {},
      {
        offline: true,
        torchBackend: 'cpu',
        constraints: ['a.txt', '/b.txt'],
        pythonPath: '/opt/py/bin/python3',
      },
    );
    expect(env).toMatchObject({
      UV_OFFLINE: '1',
      UV_TORCH_BACKEND: 'cpu',
      UV_CONSTRAINT: 'a.txt /b.txt',
      UV_PYTHON_SEARCH_PATH: '/opt/py/bin',
    });
    expect(args).toEqual([]);
    const plain = made({}, { torchBackend: 'none' }).env;
    for (const name of ['UV_OFFLINE', 'UV_TORCH_BACKEND', 'UV_CONSTRAINT', 'UV_PYTHON_SEARCH_PATH']) {
      expect(plain).not.toHaveProperty(name);
    }
  });

  it('forbids building by an argument, the only way that `uv pip compile` knows', () => {
    expect(made({}, { noBuild: true }).args).toEqual(['--no-build']);
    expect(made({}, { noBuild: true, mayBuild: ['docopt'] }).args).toEqual([
      '--only-binary=:all:',
      '--no-binary=docopt',
    ]);
    expect(made({}, { mayBuild: ['docopt'] }).args).toEqual([]);
  });

  it('refuses a constraint file that uv would take for two', () => {
    expect(() => made({}, { constraints: ['my files/a.txt'] })).toThrow(RangeError);
  });

  it('keeps uv data where it is when Windows looks for configuration elsewhere', () => {
    const { env } = made(
      { APPDATA: 'C:\\Users\\me\\Roaming', XDG_CONFIG_DIRS: 'D:\\etc' },
      {
        platform: 'win32',
        configFolder: 'C:\\Temp\\config',
        pythonPath: 'C:\\Python\\python.exe',
      },
    );
    expect(env).toMatchObject({
      APPDATA: 'C:\\Temp\\config',
      UV_PYTHON_INSTALL_DIR: 'C:\\Users\\me\\Roaming\\uv\\data\\python',
      UV_CREDENTIALS_DIR: 'C:\\Users\\me\\Roaming\\uv\\data\\credentials',
      UV_PYTHON_SEARCH_PATH: 'C:\\Python',
      XDG_CONFIG_DIRS: 'C:\\Temp\\config\\system;D:\\etc',
    });
  });

  it('leaves the given environment as it is', () => {
    const given = Object.freeze({ UV_RESOLUTION: 'lowest', GIT_DIR: '.git' });
    made(given);
    expect(given).toEqual({ UV_RESOLUTION: 'lowest', GIT_DIR: '.git' });
  });
});

describe('isolatedEnvironment', () => {
  it('keeps everything that belongs to no hook, virtual environment or other Python', () => {
    const given = {
      HOME: '/h',
      PIP_INDEX_URL: 'x',
      UV_RESOLUTION: 'lowest',
      GIT_DIR: '.git',
      PYTHONPATH: '/p',
    };
    expect(isolatedEnvironment(given)).toEqual({ HOME: '/h', PIP_INDEX_URL: 'x', UV_RESOLUTION: 'lowest' });
  });
});
