import { parseLockfile } from '../../lockfile/parse.js';
import { TORCH_PACKAGES } from '../../lockfile/torch.js';
import { isHooksFile } from './hooks.js';
import type { Layers } from './layers.js';
import type { Compile, Files } from './migration.js';
import type { Moves } from './moves.js';
import { listed } from './names.js';
import { isScript } from './script-compiles.js';

/** PyTorch stays where the pins came from: lockgen's default is the CPU-only index. */
export function torchOf(
  files: Files,
  compiles: readonly Compile[],
  options: Readonly<Record<string, unknown>>,
): { readonly options: Readonly<Record<string, unknown>>; readonly notes: readonly string[] } {
  if (
    options.torchBackend !== undefined ||
    compiles.some(({ stated }) => stated.options.torchBackend !== undefined)
  )
    return { options: {}, notes: [] };
  const lockfiles = compiles.map(({ output }) => parseLockfile(files.get(output) ?? ''));
  const pins = lockfiles.flatMap((lockfile) => lockfile.pins).filter(({ key }) => TORCH_PACKAGES.has(key));
  const local = pins
    .map(({ version }) => /\+(.+)$/.exec(version ?? '')?.[1])
    .find((one) => one !== undefined);
  if (pins.length === 0 || local === 'cpu') return { options: {}, notes: [] };
  const torchBackend = local ?? 'none';
  return {
    options: { torchBackend },
    notes: [
      `PyTorch stays ${local === undefined ? 'that of the default index' : `the ${local} build`} (torchBackend: ${torchBackend}); without that option, lockgen takes the much smaller CPU-only one`,
    ],
  };
}

/** What the lockfiles will look like that they didn't. */
export function lossNotes(files: Files, compiles: readonly Compile[]): readonly string[] {
  const narrow = compiles.filter(({ output, tool, foundIn, stated }) => {
    const text = files.get(output) ?? '';
    if (text === '' || 'universal' in stated.options) return false;
    return tool !== 'uv' || (foundIn === 'header' && !/--universal\b/.test(text));
  });
  const pythons = [...new Set(narrow.flatMap(({ madeWith }) => madeWith ?? []))];
  const alone = `one platform${pythons.length === 0 ? '' : ` and Python ${listed(pythons)}`}`;
  return [
    ...compiles.flatMap(({ output, stated }) => [
      ...stated.notes.map((note) => `${output}: ${note}`),
      ...leftOut(files.get(output) ?? '').map(
        (names) => `${output} left ${names} out, which uv pins like any other package`,
      ),
    ]),
    ...(narrow.length === 0
      ? []
      : [
          `${listed(narrow.map(({ output }) => output))} ${narrow.length === 1 ? 'was' : 'were'} made for ${alone}; lockgen locks for all that the project promises, which gives pins markers and may add some`,
        ]),
  ];
}

/** What pip-compile's last lines say of packages that it takes for unsafe. */
function leftOut(text: string): readonly string[] {
  const tail = /^# The following packages (?:are|were) [^\n]*\n((?:# ?[\w.-]+ *(?:\n|$))+)/m.exec(text)?.[1];
  const names = tail?.match(/[\w.-]+/g) ?? [];
  return names.length === 0 ? [] : [listed(names)];
}

/** Comments of files that go which stand at no requirement, and so have no place in a list of them. */
export function commentNotes(layers: Layers, moves: Moves): readonly string[] {
  return [...layers.files].flatMap(([path, { comments }]) =>
    comments.length === 0 || moves.homes.get(path)?.kind === 'build'
      ? []
      : [
          `${path} has comments at no requirement, which go with it: ${comments.map(({ line, text }) => `line ${line}: # ${text}`).join('; ')}`,
        ],
  );
}

/** Lines of other files that name a file which goes. */
export function useNotes(files: Files, moves: Moves, compiles: readonly Compile[]): readonly string[] {
  const gone = [...moves.homes].filter(([, home]) => home.kind !== 'build').map(([path]) => path);
  const known = new Set([...gone, ...compiles.map(({ output }) => output)]);
  return [...files].flatMap(([path, text]) => {
    if (
      known.has(path) ||
      isHooksFile(path) ||
      !(isScript(path) || /(?:^|\/)(?:setup\.(?:py|cfg)|MANIFEST\.in)$/.test(path))
    )
      return [];
    return gone.flatMap((one) => {
      const name = one.slice(one.lastIndexOf('/') + 1);
      const line = text
        .split('\n')
        .findIndex((each) => each.includes(name) && !/pip-compile|pip.{1,4}compile/.test(each));
      return line < 0 ? [] : [`${path}:${line + 1} names ${name}, which goes: give it the lockfile instead`];
    });
  });
}
