import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sideBySide } from '../../commands/side-by-side.js';
import { makeTemporaryFolder } from '../../git/temporary.js';
import { withoutCredentials } from '../../lockfile/credentials.js';
import { parseLockfile } from '../../lockfile/parse.js';
import { TORCH_INDEX, torchPins } from '../../lockfile/torch.js';
import { inFolder } from '../../project/paths.js';
import type { Project } from '../../project/project.js';
import type { Tree } from '../../project/tree.js';
import { distrusted } from '../../resolve/unreached.js';
import { askPlace, type PlaceAnswer } from '../../uv/ask-place.js';
import { saysOffline } from '../../uv/environment.js';
import { type IndexPlace, indexPlaces } from '../../uv/index-places.js';
import { indexSettings } from '../../uv/index-settings.js';
import { findPython } from '../../uv/python.js';
import { parsed, readUserConfig, type Table } from '../../uv/user-config.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('index');

/** A place, and how a project would ask it. */
interface Asked {
  readonly place: IndexPlace;
  readonly project: Project;
  readonly settings: Table;
  /** Of the package that is asked for. */
  readonly name: string;
}

/** Whether each index that the managed projects ask can be reached, and lets this user in. */
export async function checkIndex(world: World): Promise<readonly Finding[]> {
  const [{ loaded }, { tree }, { root }] = await Promise.all([
    world.projects(),
    world.workspace(),
    world.source(),
  ]);
  if (loaded.length === 0) return [];
  const { surroundings } = world;
  const user = await parsed((await readUserConfig(surroundings)).text, 'uv.toml');
  const asked = await placesOf(loaded, tree, user, surroundings.env);
  const local = asked.flatMap((one) => {
    const path = localPath(one, root);
    return path === undefined ? [] : [judgeLocal(one.place, path)];
  });
  const remote = asked.filter((one) => localPath(one, root) === undefined && one.place.kind === 'index');
  const links = asked
    .filter((one) => localPath(one, root) === undefined && one.place.kind === 'find-links')
    .map(({ place }) => say('note', `${nameOf(place)}: a page of links, which is not asked here`));
  return [...(await askAll(world, remote, user)), ...local, ...links];
}

async function askAll(world: World, asked: readonly Asked[], user: Table): Promise<readonly Finding[]> {
  const { surroundings, offline } = world;
  const names = asked.map(({ place }) => nameOf(place)).join(', ');
  if (asked.length === 0) return [];
  if (offline) return [say('note', `${names}: not asked (--offline)`)];
  if (saysOffline(surroundings.env) || user.offline === true)
    return [
      say(
        'note',
        `${names}: not asked, since uv is kept from the network (UV_OFFLINE, or offline in uv.toml)`,
      ),
    ];
  const [uv] = (await world.uvs()).flatMap((one) => one.uv ?? []);
  if (uv === undefined)
    return [
      say('note', `${names}: not asked, as there is no uv yet`, {
        mend: ['lockgen uv --version', 'lockgen doctor'],
      }),
    ];
  const python = (await findPython(surroundings))?.path;
  const folder = await makeTemporaryFolder(surroundings.env.TMPDIR || tmpdir());
  try {
    return await sideBySide([...asked.entries()], async ([at, one]) => {
      const how = { ...one, folder: join(folder, String(at)), surroundings, python };
      return judge(one, await askPlace(uv, one.place, how));
    });
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Each place once, by the first project that names it. */
async function placesOf(
  projects: readonly Project[],
  tree: Tree,
  user: Table,
  env: NodeJS.ProcessEnv,
): Promise<readonly Asked[]> {
  const found = new Map<string, Asked>();
  for (const project of projects) {
    const tables: readonly Table[] = project.inputs.settings.map((table) => ({ ...table }));
    const settings = { ...Object.assign({}, ...tables.toReversed().map(indexSettings)), ...user };
    const lockfiles = await Promise.all(
      project.config.targets.map(async (target) => {
        const text = (await tree.read(inFolder(project.folder, target.output))) ?? '';
        return { target, lockfile: parseLockfile(text) };
      }),
    );
    const [pin] = lockfiles
      .flatMap(({ lockfile }) => lockfile.pins)
      .filter(({ version }) => version !== undefined);
    const name = pin?.key ?? project.manifest.dependencies[0]?.name ?? 'pip';
    const torch = lockfiles.flatMap(({ target, lockfile }): readonly IndexPlace[] => {
      const { torchBackend } = target;
      if (torchBackend === 'none' || torchPins(lockfile, torchBackend).length === 0) return [];
      const url = `${TORCH_INDEX}/${torchBackend}`;
      return [{ kind: 'index', url, table: { url } }];
    });
    const args = project.config.targets.flatMap(({ uvArgs }) => uvArgs);
    for (const place of [...indexPlaces(args, env, [...tables, user]), ...torch]) {
      const key = `${place.kind} ${place.url}`;
      if (!found.has(key)) found.set(key, { place, project, settings, name });
    }
  }
  return [...found.values()];
}

/** Without credentials, and without a query, which could hold one. */
function nameOf({ url, table }: IndexPlace): string {
  if (url === undefined) return "uv's own default index";
  const shown = withoutCredentials(url)
    .replace(/[?#].*$/s, '')
    .replace(/^(https?:\/\/)[^/@]*@/, '$1');
  return typeof table.name === 'string' ? `${table.name} (${shown})` : shown;
}

/** Of an index or links on this machine. */
function localPath({ place: { url }, project }: Asked, root: string): string | undefined {
  if (url === undefined) return undefined;
  if (/^file:/i.test(url)) {
    try {
      return fileURLToPath(url);
    } catch {
      return undefined;
    }
  }
  return /^[a-z][a-z\d+.-]+:/i.test(url) ? undefined : resolve(root, project.folder, url);
}

function judgeLocal(place: IndexPlace, path: string): Finding {
  return existsSync(path)
    ? say('ok', `${nameOf(place)}: is there`)
    : say('not ok', `${nameOf(place)}: there is no ${path}`, {
        byHand:
          'correct the index settings ([tool.uv] index, uv.toml, UV_DEFAULT_INDEX, UV_INDEX, UV_FIND_LINKS)',
      });
}

function judge({ place }: Asked, answer: PlaceAnswer): Finding {
  const name = nameOf(place);
  if (answer.kind === 'answers') return say('ok', `${name}: answers`);
  const said = withoutCredentials(answer.words);
  const status = answer.status === undefined ? '' : ` (HTTP ${answer.status})`;
  if (answer.kind === 'unclear') return say('unknown', `${name}: uv could not tell: ${said}`);
  if (answer.status === 407) {
    return say('not ok', `${name}: the proxy refuses${status}`, {
      byHand: 'check the credentials of the proxy (HTTPS_PROXY, HTTP_PROXY)',
    });
  }
  if (answer.kind === 'unreachable')
    return say('not ok', `${name}: can't be reached${status}: ${said}`, {
      byHand:
        distrusted(said) ??
        'check the network, and HTTPS_PROXY, SSL_CERT_FILE and the index settings (docs/network.md)',
    });
  return say('not ok', `${name}: refuses${status}: ${said}`, {
    byHand:
      answer.status === 401 || answer.status === 403
        ? `check the credentials (${variablesFor(place)}, netrc, uv.toml: docs/private-indexes.md)`
        : 'check what stands between here and there: a proxy, a login page (docs/network.md)',
  });
}

function variablesFor({ table: { name } }: IndexPlace): string {
  const which = typeof name === 'string' ? name.toUpperCase().replace(/[^A-Z0-9]/g, '_') : 'NAME';
  return `UV_INDEX_${which}_USERNAME and UV_INDEX_${which}_PASSWORD`;
}
