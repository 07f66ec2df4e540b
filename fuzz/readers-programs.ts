import { Failure } from '../src/failure.js';
import { parseRawDiff } from '../src/git/changes.js';
import { parseEntries } from '../src/git/index-entries.js';
import { droppedToolUv, readUvFailure, undatedPackages, withoutWheels } from '../src/uv/messages.js';
import { parseUvVersion } from '../src/uv/version.js';
import { promise } from './promise.js';
import type { Reader } from './readers.js';

const isGitFailure = (error: unknown): boolean => error instanceof Failure && error.reason === 'git';

export const programReaders: readonly Reader[] = [
  { name: 'parseRawDiff', texts: ['git'], mayThrow: isGitFailure, read: parseRawDiff },
  { name: 'parseEntries', texts: ['git'], mayThrow: isGitFailure, read: parseEntries },
  {
    name: 'readUvFailure',
    texts: ['uv'],
    read: (stderr) => {
      const { packages, message } = readUvFailure({
        exitCode: 1,
        signal: undefined,
        stdout: '',
        stderr,
        missing: false,
        timedOut: false,
        milliseconds: 1,
      });
      promise(new Set(packages).size === packages.length, 'each package is named once');
      withoutWheels(message);
    },
  },
  {
    name: 'droppedToolUv, undatedPackages',
    texts: ['uv'],
    read: (text) => {
      droppedToolUv(text);
      undatedPackages(text);
      parseUvVersion(text);
    },
  },
];
