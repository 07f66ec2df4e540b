import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import luaparse from 'luaparse';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { realPython } from '../helpers/environment.js';
import { installedLockgen } from '../helpers/package.js';
import { openPage } from '../helpers/pages/page.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = openPage('docs/editors.md');
const block = (language: string, number = 1): string => {
  const found = page.blocks({ language })[number - 1];
  if (found === undefined) throw new Error(`docs/editors.md has no block ${number} in ${language}`);
  return found.text;
};

const YAML_FILES = ['.lockgenrc', '.lockgenrc.yaml', '.lockgenrc.yml'];

/** A project with lockgen installed, and these files. */
async function projectWith(files: Readonly<Record<string, string>>): Promise<string> {
  const { folder } = await installedLockgen();
  const project = await scratchFolder();
  await mkdir(join(project, 'node_modules'));
  await symlink(folder, join(project, 'node_modules', 'lockgen'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  return project;
}

const taplo = (cwd: string, ...args: string[]) =>
  run(join(root, 'node_modules/.bin/taplo'), ['check', ...args], { cwd });

test('every schema that the page names is in the package', async () => {
  const { folder } = await installedLockgen();
  const named = [...page.text.matchAll(/node_modules\/lockgen\/(docs\/[\w.]+\.json)/g)].map(
    ([, path = '']) => path,
  );
  expect(new Set(named)).toEqual(
    new Set(['docs/schema.json', 'docs/schema.toml.json', 'docs/schema.pyproject.json']),
  );
  for (const path of new Set(named))
    expect(JSON.parse(readFileSync(join(folder, path), 'utf8'))).toMatchObject({ type: 'object' });
});

test('lockgen takes a configuration with the line for editors', async () => {
  const { bin } = await installedLockgen();
  const pyproject = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\n';
  for (const [name, text] of [
    ['.lockgenrc', block('yaml')],
    ['.lockgenrc.json', block('json')],
    ['.lockgenrc.toml', block('toml')],
  ] as const) {
    const project = await projectWith({ [name]: text, 'pyproject.toml': pyproject });
    const { stdout, stderr } = await runOk(bin, ['config'], { cwd: project });
    expect(stdout + stderr).toMatch(new RegExp(`generate.?[hH]ashes.*true.*${name.replaceAll('.', '\\.')}`));
  }
});

describe('the settings', () => {
  it('of VS Code', () => {
    const settings = JSON.parse(block('json', 2));
    expect(settings['files.associations']).toEqual({ '.lockgenrc': 'yaml' });
    expect(settings['yaml.schemas']).toEqual({ './node_modules/lockgen/docs/schema.json': YAML_FILES });
    const [pattern = ''] = Object.keys(settings['evenBetterToml.schema.associations']);
    const matches = new RegExp(pattern);
    expect(['/a/b/.lockgenrc.toml', '/a/b/pyproject.toml'].map((path) => matches.test(path))).toEqual([
      true,
      false,
    ]);
  });

  it('of JetBrains', async () => {
    const script =
      'import sys, xml.dom.minidom as m; d = m.parseString(sys.stdin.buffer.read()); print([o.getAttribute("value") for o in d.getElementsByTagName("option") if o.getAttribute("name") == "path"])';
    const { stdout } = await runOk(realPython(), ['-c', script], { input: block('xml') });
    expect(parseYaml(stdout)).toEqual(['.lockgenrc', '.lockgenrc.json', '.lockgenrc.yaml', '.lockgenrc.yml']);
  });

  it('of Neovim', () => {
    const text = block('lua');
    expect(luaparse.parse(text, { luaVersion: '5.1' }).body).toHaveLength(3);
    expect(YAML_FILES.filter((name) => !text.includes(`'${name}'`))).toEqual([]);
  });
});

describe('taplo, which is in Even Better TOML', () => {
  const store = join(root, 'schemastore', 'src');
  const wrong = (folder: string): string[] =>
    readdirSync(join(store, 'negative_test', folder)).map((name) =>
      join(store, 'negative_test', folder, name),
    );

  it.each([
    ['pyproject', 'schema.pyproject.json', 'lockgen.toml'],
    ['lockgenrc-toml', 'schema.toml.json', 'options.toml'],
  ])('takes and refuses what is for %s', async (folder, schema, right) => {
    const args = ['--schema', `file://${join(root, 'docs', schema)}`];
    const good = await taplo(root, ...args, join(store, 'test', folder, right));
    expect(good, good.stderr).toMatchObject({ exitCode: 0 });
    const files = wrong(folder);
    expect(files.length).toBeGreaterThan(10);
    const bad = await taplo(root, ...args, ...files);
    expect(bad.exitCode).toBe(1);
    expect(files.filter((file) => !`${bad.stdout}${bad.stderr}`.includes(`─ ${file}:`))).toEqual([]);
  });

  it('finds the schemas by the page’s own lines', async () => {
    const config = block('toml', 2);
    expect(parseToml(config)).toMatchObject({ rule: [{ include: ['**/pyproject.toml'] }] });
    const project = await projectWith({
      '.taplo.toml': config,
      'pyproject.toml': '[project]\nname = "x"\n\n[tool.lockgen]\ngenerate-hashes = true\n',
      'sub/pyproject.toml': '[tool.lockgen]\ngenerate-hashs = true\n',
      '.lockgenrc.toml': block('toml').replace('generate-hashes', 'generate-hashs'),
    });
    expect(await taplo(project, 'pyproject.toml')).toMatchObject({ exitCode: 0 });
    for (const path of ['sub/pyproject.toml', '.lockgenrc.toml']) {
      const { exitCode, stdout, stderr } = await taplo(project, path);
      expect(exitCode, path).toBe(1);
      expect(stdout + stderr).toContain('generate-hashs');
    }
  });
});
