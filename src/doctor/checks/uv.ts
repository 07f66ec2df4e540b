import { existsSync } from 'node:fs';
import { isUvSettings } from '../../project/paths.js';
import type { Project } from '../../project/project.js';
import { parseSpecifiers, satisfies } from '../../python/specifiers.js';
import { PINNED_UV_HASHES } from '../../uv/hashes.js';
import { isOurs } from '../../uv/installation-record.js';
import { parsed } from '../../uv/user-config.js';
import { PINNED_UV } from '../../uv/version.js';
import { type Finding, found } from '../finding.js';
import type { UvHere, World } from '../world.js';
import { goneRecord } from './gone-record.js';

const say = found('uv');

/** Any run of it installs what is missing. */
export const INSTALL_UV = 'lockgen uv --version';

/** Which uv is used, and whether it is the one that the projects ask for. */
export async function checkUv(world: World): Promise<readonly Finding[]> {
  const [uvs, required, record] = await Promise.all([
    world.uvs(),
    requiredVersions(world),
    goneRecord('uv', world),
  ]);
  return [...(await Promise.all(uvs.map(about))), ...required, ...record];
}

async function about({ wanted: { version, hashes }, uv, folder }: UvHere): Promise<Finding> {
  if (uv?.origin === 'path') return say('ok', `${version} (${uv.path}, on PATH)`);
  if (uv?.origin === 'recorded') return say('ok', `${version} (${uv.path}, on record as lockgen.uv)`);
  if (uv?.origin === 'managed')
    return say('ok', `${version} (${uv.path}, installed by lockgen, its bytes as installed)`);
  const other = uv === undefined ? '' : `; uv ${uv.version} on PATH (${uv.path}) is another version`;
  if (version !== PINNED_UV && hashes.length === 0) {
    return say('not ok', `${version} is not here, and uvHashes has no hash to install it by${other}`, {
      mend: [`lockgen uv upgrade ${version}`],
    });
  }
  const known = hashes.length > 0 ? hashes.length : PINNED_UV_HASHES.length;
  const why = existsSync(folder)
    ? `the ${version} in ${folder} ${(await isOurs(folder, 'folder')) ? 'was changed since it was installed' : 'can be changed by another user'}, and is not used`
    : `${version} is not installed yet: the first run that needs it does so (${known} hashes)`;
  return say('note', `${why}${other}`, { mend: [INSTALL_UV] });
}

/** What `[tool.uv]` and `uv.toml` ask for, which uv itself insists on. */
async function requiredVersions({ projects, workspace }: World): Promise<readonly Finding[]> {
  const { loaded } = await projects().catch(() => ({ loaded: [] }));
  if (loaded.length === 0) return [];
  const { tree } = await workspace();
  const told = new Map<string, Finding>();
  for (const project of loaded) {
    for (const [place, required] of await requirementsOf(project, (path) => tree.read(path))) {
      const { uvVersion } = project.config;
      // A version alone means that very one.
      const set = /^\d/.test(required) ? `==${required}` : required;
      if (parseSpecifiers(set) === null || satisfies(uvVersion, set)) continue;
      told.set(
        `${place} ${uvVersion}`,
        say(
          'not ok',
          `${place}: required-version is ${required}, but the configuration's uv is ${uvVersion}`,
          {
            mend: [`lockgen uv upgrade${exactly(set)}`],
            byHand: `or correct required-version in ${place}`,
          },
        ),
      );
    }
  }
  return [...told.values()];
}

function exactly(set: string): string {
  const [, version] = /^={2,3}\s*(\d+\.\d+\.\d+)$/.exec(set.trim()) ?? [];
  return version === undefined ? '' : ` ${version}`;
}

async function requirementsOf(
  { inputs }: Project,
  read: (path: string) => Promise<string | undefined>,
): Promise<readonly (readonly [place: string, required: string])[]> {
  const places: (readonly [string, unknown])[] = inputs.manifests.map(
    ({ path, toolUv }) => [`${path} [tool.uv]`, toolUv['required-version']] as const,
  );
  for (const path of inputs.files.filter(isUvSettings)) {
    const table = await parsed((await read(path)) ?? '', path);
    places.push([path, table['required-version']]);
  }
  return places.flatMap(([place, value]) => (typeof value === 'string' ? [[place, value] as const] : []));
}
