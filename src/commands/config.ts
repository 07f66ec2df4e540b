import { durationText } from '../config/durations.js';
import type { ProjectConfig } from '../config/options.js';
import { visible } from '../report/visible.js';
import type { Context, ExitCode } from './context.js';
import { selectProjects } from './select.js';
import { diskSource } from './source.js';
import { openWorkspace } from './workspace.js';

/**
 * Prints the effective options of projects, and where each came from.
 *
 * @throws Failure `configuration`, `project`, `usage`
 */
export async function runConfig(context: Context, projects: readonly string[]): Promise<ExitCode> {
  const source = await diskSource(context);
  const workspace = await openWorkspace(source.snapshot, undefined);
  const selection = { arguments: projects, start: source.start, flags: undefined };
  const chosen = await selectProjects(workspace, selection, true);
  for (const [index, project] of chosen.entries()) {
    if (index > 0) context.out('\n');
    context.out(`${visible(project.manifest.path)}\n${configText(project.config)}`);
  }
  return 0;
}

function configText(config: ProjectConfig): string {
  const lines: string[] = [];
  const origin = (key: string): string => config.origins.get(key) ?? 'default';
  for (const target of config.targets) {
    lines.push(`  targets.${target.name}  # ${origin(`targets.${target.name}`)}`);
    for (const [key, value] of Object.entries(target)) {
      if (key === 'name' || key === 'explicit' || value === undefined) continue;
      const from = config.origins.get(`targets.${target.name}.${key}`) ?? origin(key);
      lines.push(`    ${key} = ${JSON.stringify(value)}  # ${from}`);
    }
  }
  lines.push(`  uvVersion = ${JSON.stringify(config.uvVersion)}  # ${origin('uvVersion')}`);
  if (config.uvHashes.length > 0)
    lines.push(`  uvHashes = ${JSON.stringify(config.uvHashes)}  # ${origin('uvHashes')}`);
  const { deny, requireHashes, hosts } = config.policy;
  for (const { place, ...rule } of deny) lines.push(`  deny ${JSON.stringify(rule)}  # ${place}`);
  lines.push(
    `  requireHashes = ${requireHashes !== undefined}  # ${requireHashes ?? origin('requireHashes')}`,
  );
  const never = config.neverBuilds;
  lines.push(
    `  timeout = ${JSON.stringify(durationText(config.run.timeout))}  # ${origin('timeout')}`,
    `  onUnavailable = ${JSON.stringify(config.run.onUnavailable)}  # ${origin('onUnavailable')}`,
    `  build = ${JSON.stringify(never === undefined ? 'allow' : 'never')}  # ${never ?? origin('build')}`,
  );
  if (hosts !== undefined) lines.push(`  hosts = ${JSON.stringify(hosts.allowed)}  # ${hosts.place}`);
  return `${lines.map(visible).join('\n')}\n`;
}
