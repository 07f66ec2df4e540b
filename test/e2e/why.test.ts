import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Hooked, hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { readGitlab, readReport } from '../helpers/report-schemas.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standing } from '../helpers/wired.js';

/** `lockgen why`, which must write nothing. */
async function why(
  world: Hooked,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; from?: string } = {},
) {
  const before = await standing(world.repository);
  const result = await world.lockgen(['why', ...args], options);
  expect(await standing(world.repository)).toBe(before);
  return result;
}

const started = (text: string): Promise<Hooked> => startedWith({ 'pyproject.toml': text });

describe('paths, with the requirement on each edge', () => {
  test.concurrent('through forks and markers, once for two lockfiles that have the same', async () => {
    const world = await started(standardProject());
    expect(await why(world, ['Delta'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: `delta 2.0.0 in requirements.txt and requirements-full.txt: 1 path
pyproject.toml [project] dependencies
└─ gamma (line 6)  → gamma 1.0.0
   └─ delta>=1  → delta 2.0.0
`,
    });
    const { stdout } = await why(world, ['alpha', '--target', 'base']);
    expect(stdout).toBe(`alpha 2.0.0 in requirements.txt: 2 paths
pyproject.toml [project] dependencies
└─ gamma (line 6)  → gamma 1.0.0
   ├─ beta  → beta 1.0.0 ; python_full_version < '3.11'
   │  └─ alpha>=1  → alpha 2.0.0
   └─ beta  → beta 2.0.0 ; python_full_version >= '3.11'
      └─ alpha>=1  → alpha 2.0.0
`);
  });

  test.concurrent('through extras, of the project and of packages', async () => {
    const world = await started(standardProject());
    expect(await why(world, ['iota'])).toMatchObject({
      exitCode: 0,
      stdout: `iota 2.0.0 in requirements-full.txt: 1 path
pyproject.toml [project.optional-dependencies] full
└─ theta[fast] (line 11)  → theta 1.0.0
   └─ iota>=1 ; extra == 'fast'  → iota 2.0.0

not in requirements.txt
`,
    });
    expect(await why(world, ['theta'])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('through groups that others include, with markers', async () => {
    const world = await started(
      pyproject({
        dependencies: ['alpha'],
        groups: { test: ["mu ; python_version >= '3.12'"] },
        more: '[tool.lockgen.targets.dev]\noutput = "dev.txt"\ngroups = ["test"]',
      }),
    );
    expect(await why(world, ['nu-macos'])).toMatchObject({
      exitCode: 0,
      stdout: `nu-macos 1.0.0 in dev.txt: 1 path
pyproject.toml [dependency-groups] test
└─ mu ; python_version >= '3.12' (line 11)  → mu 1.0.0 ; python_full_version >= '3.12'
   └─ nu-macos ; sys_platform == 'darwin'  → nu-macos 1.0.0 ; python_full_version >= '3.12' and sys_platform == 'darwin'
`,
    });
  });

  test.concurrent('that constraints are no part of', async () => {
    const world = await started(
      pyproject({
        dependencies: ['gamma'],
        more: '[tool.uv]\nconstraint-dependencies = ["delta<2"]',
      }),
    );
    const { stdout } = await why(world, ['delta', '--target', 'base']);
    expect(stdout).toContain('   └─ delta>=1  → delta 1.5.0\n');
    expect(stdout).not.toContain('delta<2');
  });

  test.concurrent('where an override stands in for what a package says', async () => {
    const world = await started(
      pyproject({
        dependencies: ['epsilon'],
        more: '[tool.uv]\noverride-dependencies = ["delta>=2"]',
      }),
    );
    const { stdout } = await why(world, ['delta', '--target', 'base']);
    expect(stdout).toContain('   └─ delta>=2 (an override)  → delta 2.0.0\n');
  });

  test.concurrent('from the metadata alone, where the lockfile has no comments', async () => {
    const world = await started(
      pyproject({ dependencies: ['gamma'], more: '[tool.uv.pip]\nno-annotate = true' }),
    );
    expect(await world.repository.read('requirements.txt')).not.toContain('# via');
    const { stdout, exitCode } = await why(world, ['delta', '--target', 'base']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`delta 2.0.0 in requirements.txt: 1 path
pyproject.toml [project] dependencies
└─ gamma (line 6)  → gamma 1.0.0
   └─ delta>=1  → delta 2.0.0
`);
  });

  test.concurrent('through a local package', async () => {
    const world = await hooked();
    await world.commit({
      'lib/pyproject.toml': pyproject({ name: 'my-lib', dependencies: ['delta<2'] }),
      'pyproject.toml': pyproject({
        dependencies: ['my-lib'],
        more: '[tool.uv.sources]\nmy-lib = { path = "lib" }',
      }),
    });
    const { stdout } = await why(world, ['delta', '--target', 'base']);
    expect(stdout).toBe(`delta 1.5.0 in requirements.txt: 1 path
pyproject.toml [project] dependencies
└─ my-lib (line 6)  → ./lib
   └─ delta<2  → delta 1.5.0
`);
    expect((await why(world, ['my_lib', '--target', 'base'])).stdout).toContain(
      '└─ my-lib (line 6)  → ./lib\n',
    );
  });
});

describe("where requirements can't be read", () => {
  test.concurrent('without uv, the comments have the edges, and one line says what is lacking', async () => {
    const world = await started(standardProject());
    const { env, started: programs } = await withoutUvAndPython(world);
    // What pyproject.toml itself says needs no uv, and none is looked for.
    expect((await why(world, ['gamma', '--target', 'base'], { env })).stdout).not.toContain('note');
    expect(await programs()).toEqual([]);
    const { exitCode, stdout } = await why(world, ['delta', '--target', 'base'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^delta 2\.0\.0 in requirements\.txt: 1 path\npyproject\.toml .*\n└─ gamma \(line 6\) {2}→ gamma 1\.0\.0\n {3}└─ delta 2\.0\.0\n\nnote: some requirements on the paths in requirements\.txt are not known: .*uv.*\n$/,
    );
  });

  test.concurrent('without an index and a cache, neither', async () => {
    const world = await started(standardProject());
    const env = {
      UV_CACHE_DIR: join(await scratchFolder(), 'cache'),
      UV_FIND_LINKS: undefined,
      UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple',
      UV_HTTP_RETRIES: '0',
    };
    const { exitCode, stdout } = await why(world, ['delta', '--target', 'base'], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/└─ delta 2\.0\.0\n\nnote: .*127\.0\.0\.1.*\n$/);
  });

  test.concurrent('without comments either, nothing tells: 2', async () => {
    const world = await started(
      pyproject({ dependencies: ['gamma'], more: '[tool.uv.pip]\nno-annotate = true' }),
    );
    const { env } = await withoutUvAndPython(world);
    const { exitCode, stdout } = await why(world, ['delta', '--target', 'base'], { env });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^delta 2\.0\.0 in requirements\.txt: nothing tells who asks for it\n/);
    expect(stdout).toMatch(
      /note: requirements\.txt has no "# via" comments, and there may be more paths than these: /,
    );
  });

  test.concurrent('a lockfile that is stale is taken as it is', async () => {
    const world = await started(pyproject({ dependencies: ['gamma'] }));
    await world.repository.write('pyproject.toml', pyproject({ dependencies: ['epsilon'] }));
    const { exitCode, stdout } = await why(world, ['delta', '--target', 'base']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "pyproject.toml, which doesn't name it any more\n└─ gamma 1.0.0\n   └─ delta 2.0.0\n",
    );
    expect(stdout).toMatch(/note: .*lockgen check tells whether they are fresh\n$/);
  });
});

describe('other answers', () => {
  test.concurrent('absent: 1, with the name that was meant, and where it is asked for', async () => {
    const world = await started(standardProject());
    const { env, started: programs } = await withoutUvAndPython(world);
    expect(await why(world, ['delt'], { env })).toMatchObject({
      exitCode: 1,
      stdout: 'delt is in none of requirements.txt and requirements-full.txt; did you mean delta?\n',
      stderr: '',
    });
    expect(await why(world, ['Theta', '--target', 'base'], { env })).toMatchObject({
      exitCode: 1,
      stdout: 'Theta is not in requirements.txt, but in requirements-full.txt (--target full)\n',
    });
    const json = await why(world, ['theta', '--target', 'base', '--format', 'json'], { env });
    expect(readReport(json.stdout)).toMatchObject({
      answer: 'absent',
      without: ['requirements.txt'],
      elsewhere: [{ project: '.', target: 'full', path: 'requirements-full.txt' }],
    });
    const gitlab = await why(world, ['theta', '--target', 'base', '--format', 'gitlab'], { env });
    expect(readGitlab(gitlab.stdout)[0]?.description).toMatch(/\(next: lockgen why theta --target full\)$/);
    expect(await programs()).toEqual([]);
    await world.repository.write(
      'pyproject.toml',
      standardProject({ dependencies: ['gamma', 'kappa.core>=3'] }),
    );
    const { stdout } = await why(world, ['kappa-core', '--target', 'base']);
    expect(stdout).toBe(
      'kappa-core is not in requirements.txt; pyproject.toml [project] dependencies has kappa.core>=3: npx lockgen check tells whether the lockfile is fresh\n',
    );
  });

  test.concurrent('the project itself', async () => {
    const world = await started(standardProject());
    expect(await why(world, ['Sample'])).toMatchObject({
      exitCode: 0,
      stdout: 'Sample is the project of pyproject.toml itself: all pins are there for it\n',
    });
  });

  test.concurrent.each([
    { what: 'a version', args: ['delta==2'], says: /names no package\n.*lockgen why delta\n/ },
    { what: 'an extra', args: ['theta[fast]'], says: /names no package\n.*lockgen why theta\n/ },
    {
      what: 'an unknown target',
      args: ['delta', '--target', 'dev'],
      says: /no target dev\n.*: base, full\n/,
    },
    { what: 'an unknown project', args: ['delta', 'nowhere'], says: /nowhere/ },
    { what: 'an unknown revision', args: ['delta', '--rev', 'nowhere'], says: /nowhere/ },
    { what: 'no package', args: [], says: /package/ },
  ])('$what is wrong: 2', async ({ args, says }) => {
    const world = await started(standardProject());
    const { exitCode, stdout, stderr } = await why(world, args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });

  test.concurrent('a lockfile that is missing is named, and all of them missing is a failure', async () => {
    const world = await started(standardProject());
    await world.repository.remove('requirements-full.txt');
    const { exitCode, stdout } = await why(world, ['gamma']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n\nrequirements-full\.txt: missing; npx lockgen generate writes it\n$/);
    await world.repository.remove('requirements.txt');
    const none = await why(world, ['gamma']);
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('npx lockgen generate');
  });
});

test.concurrent('which files: those on disk, of the index, or of a commit', async () => {
  const world = await started(pyproject({ dependencies: ['gamma'] }));
  const { repository } = world;
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['delta<2', 'gamma'] }) });
  await repository.write('pyproject.toml', pyproject({ dependencies: ['gamma', 'delta<=1.9'] }));
  expect((await why(world, ['delta', '--target', 'base'])).stdout).toContain('delta<=1.9 (line 7)');
  const staged = (await why(world, ['delta', '--target', 'base', '--staged'])).stdout;
  expect(staged).toContain('├─ delta<2 (line 6)  → delta 1.5.0\n');
  expect(staged).toContain('└─ delta>=1  → delta 1.5.0\n');
  const before = (await why(world, ['delta', '--target', 'base', '--rev', 'HEAD~1'])).stdout;
  expect(before).toMatch(/^delta 2\.0\.0 in requirements\.txt: 1 path\n/);
});

test.concurrent('which projects: the nearest one from a sub-folder, those named, else all', async () => {
  const world = await hooked();
  const managed = (name: string, dependency: string) =>
    pyproject({ name, dependencies: [dependency], more: '[tool.lockgen.targets.base]\noutput = "base.txt"' });
  await world.commit({
    'a/pyproject.toml': managed('a', 'gamma'),
    'b/pyproject.toml': managed('b', 'delta<2'),
  });
  const { stdout } = await why(world, ['delta']);
  expect(stdout).toContain('delta 2.0.0 in a/base.txt');
  expect(stdout).toContain('delta 1.5.0 in b/base.txt');
  expect((await why(world, ['delta', 'b'])).stdout).toMatch(/^delta 1\.5\.0 in b\/base\.txt/);
  const nearest = (await why(world, ['delta'], { from: 'a' })).stdout;
  expect(nearest).toContain('in a/base.txt');
  expect(nearest).not.toContain('b/base.txt');
});

test.concurrent('in a bare repository, those of a commit', async () => {
  const world = await started(pyproject({ dependencies: ['gamma'] }));
  await world.repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
  const from = '../bare.git';
  const none = await world.lockgen(['why', 'gamma'], { from });
  expect(none).toMatchObject({ exitCode: 2, stdout: '' });
  expect(none.stderr).toMatch(/is bare: .*\nlockgen: next: npx lockgen why gamma --rev HEAD\n/);
  expect((await world.lockgen(['why', 'gamma', '--rev', 'HEAD'], { from })).stdout).toMatch(
    /^gamma 1\.0\.0 in /,
  );
});

test.concurrent('in other formats, the same exit codes', async () => {
  const world = await started(standardProject());
  const json = await why(world, ['delta', '--format', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    command: 'why',
    answer: 'found',
    lockfiles: [{ path: 'requirements.txt', pathCount: 1 }, { path: 'requirements-full.txt' }],
  });
  expect((await why(world, ['delta', '--format', 'mermaid'])).stdout).toMatch(
    /^flowchart TD\n(?: {2}n\d.*\n)+ {2}n\d+ -->\|"delta#62;=1"\| n\d+\n/,
  );
  expect((await why(world, ['delta', '--format', 'markdown'])).stdout).toContain(
    '\n```mermaid\nflowchart TD\n',
  );
  expect(await why(world, ['nope', '--format', 'mermaid'])).toMatchObject({ exitCode: 1 });
  expect(JSON.parse((await why(world, ['nope', '--format', 'json'])).stdout)).toMatchObject({
    answer: 'absent',
  });
  expect(await world.lockgen(['check', '--format', 'mermaid'])).toMatchObject({ exitCode: 2, stdout: '' });
  // A question has nothing to annotate: it is answered in words there, too.
  const env = { GITHUB_ACTIONS: 'true' };
  expect((await why(world, ['delta'], { env })).stdout).toMatch(/^delta 2\.0\.0 in /);
});

test.concurrent('a project that can not be read is no reason to say nothing of the others', async () => {
  const managed = pyproject({ name: 'svc', dependencies: ['alpha'], more: '[tool.lockgen]' });
  const world = await startedWith({ 'pyproject.toml': managed, 'svc/pyproject.toml': managed });
  await world.repository.write('svc/pyproject.toml', '[tool.lockgen]\n[[[\n');
  const { exitCode, stdout, stderr } = await world.lockgen(['why', 'alpha']);
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('alpha');
  expect(stderr).toMatch(
    /^lockgen: svc\/pyproject\.toml is left out, since it can't be read: svc\/pyproject\.toml:2/m,
  );
});
