import { execPath, versions } from 'node:process';
import { type Finding, found } from '../finding.js';
import { compareVersions } from '../plain-version.js';

/** As `engines` of package.json has it. */
export const MINIMUM_NODE = '20.19.0';

const say = found('node');

/** The node that runs this: the first one on PATH, which is what a terminal's commit gets as well. */
export function checkNode(): readonly Finding[] {
  const which = `${versions.node} (${execPath})`;
  return compareVersions(versions.node, MINIMUM_NODE) < 0
    ? [
        say('not ok', `${which} is older than ${MINIMUM_NODE}`, {
          byHand: `install Node ${MINIMUM_NODE} or later`,
        }),
      ]
    : [say('ok', which)];
}
