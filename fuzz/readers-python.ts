import { environmentGrid } from '../src/python/environments.js';
import { evaluateMarker, markerAtoms, markerText, parseMarker } from '../src/python/marker.js';
import { parseRequirement, RequirementError } from '../src/python/requirement.js';
import { allowsPython, environmentsLine, pythonCeiling, pythonFloor } from '../src/python/requires-python.js';
import {
  compareVersions,
  isSpecifierSet,
  isVersion,
  normalizeName,
  satisfies,
} from '../src/python/version.js';
import { promise } from './promise.js';
import type { Reader } from './readers.js';

const RANGE = { requiresPython: '>=3.10', floor: '3.10', platforms: ['linux', 'windows'] } as const;
const [SOMEWHERE] = environmentGrid([], RANGE);

const isRequirementError = (error: unknown): boolean => error instanceof RequirementError;

export const pythonReaders: readonly Reader[] = [
  {
    name: 'parseRequirement',
    texts: ['requirement'],
    mayThrow: isRequirementError,
    read: (text) => {
      const { name, key, specifiers } = parseRequirement(text);
      promise(normalizeName(name) === key, 'the key is the normalized name');
      promise(isSpecifierSet(specifiers), 'specifiers are a set of them');
    },
  },
  {
    name: 'parseMarker',
    texts: ['marker'],
    mayThrow: isRequirementError,
    read: (text) => {
      const marker = parseMarker(text);
      markerAtoms(marker);
      if (SOMEWHERE === undefined) throw new Error('the grid is empty');
      const answer = evaluateMarker(marker, SOMEWHERE);
      const written = markerText(marker);
      // A text with both quotes is in no marker, nor is it written.
      promise(answer === evaluateMarker(parseMarker(written), SOMEWHERE), 'what is written means the same');
    },
  },
  {
    name: 'isVersion, compareVersions',
    texts: ['version'],
    read: (text) => {
      normalizeName(text);
      if (isVersion(text)) promise(compareVersions(text, text) === 0, 'a version is equal to itself');
    },
  },
  {
    name: 'satisfies, pythonFloor',
    texts: ['version'],
    mayThrow: (error) =>
      error instanceof RangeError && / is no version specifier \(PEP 440\)$/.test(error.message),
    read: (text) => {
      promise(typeof satisfies('3.10.1', text) === 'boolean', 'a version is in a set or not');
      const floor = pythonFloor(text);
      promise(floor === undefined || isVersion(floor), 'the floor is a version');
      const ceiling = pythonCeiling(text);
      promise(ceiling === undefined || isVersion(ceiling), 'the ceiling is a version');
      allowsPython(text, '3.10.1');
      environmentsLine(text);
    },
  },
];
