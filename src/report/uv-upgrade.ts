import type { ResolvedLockfile, ResolvedProject } from '../resolve/project.js';
import { changeText } from './changes.js';
import { lineChanges, lineCount } from './line-changes.js';
import { visible } from './visible.js';

/**
 * What another uv would make of the lockfiles: for each, whether it stays as it is, changes in its text alone, or pins
 * something else.
 */
export function uvUpgradeText(
  from: string,
  to: string,
  projects: readonly ResolvedProject[],
  leftAlone: readonly { readonly path: string; readonly version: string }[],
): string {
  const lockfiles = projects.flatMap((project) => project.lockfiles);
  const lines = [from === to ? `uv ${to}, as before` : `uv ${from} → ${to}`];
  for (const lockfile of lockfiles) lines.push(...lockfileLines(lockfile));
  for (const { path, version } of leftAlone)
    lines.push(`  ${visible(path)} states its own uv, ${version}, and keeps it`);
  for (const { notices } of projects) for (const notice of notices) lines.push(`note: ${visible(notice)}`);
  const changed = lockfiles.filter(({ before, text }) => before !== text).length;
  if (lockfiles.length > 0) lines.push(`${changed} of ${lockfiles.length} lockfiles would change`);
  return `${lines.join('\n')}\n`;
}

function lockfileLines({ path, before, text, changes }: ResolvedLockfile): readonly string[] {
  if (before === undefined) return [`  ${visible(path)}: is not there yet`];
  if (before === text) return [`  ${visible(path)}: unchanged`];
  const { added, removed } = lineChanges(before, text);
  const lines = `+${added} −${removed} of ${lineCount(before)} lines`;
  if (changes.length === 0) return [`  ${visible(path)}: text only, ${lines}`];
  return [
    `  ${visible(path)}: pins change, ${lines}`,
    ...changes.map((change) => `    ${visible(changeText(change))}`),
  ];
}
