import { describe, expect, it } from 'vitest';
import {
  allowsPython,
  environmentsLine,
  pythonCeiling,
  pythonFloor,
} from '../../../src/python/requires-python.js';

describe('pythonFloor', () => {
  it.each([
    ['>=3.10', '3.10'],
    ['>=3.10,<3.13', '3.10'],
    ['<3.13, >= 3.10', '3.10'],
    ['>=3.8.1', '3.8.1'],
    ['>=3.10.0', '3.10.0'],
    ['>=3', '3'],
    ['>=2.7,!=3.0.*,!=3.1.*', '2.7'],
    ['~=3.10', '3.10'],
    ['~=3.10.2', '3.10.2'],
    ['==3.11.*', '3.11'],
    ['==3.11.4', '3.11.4'],
    ['===3.11.4', '3.11.4'],
    ['>3.9', '3.9'],
    ['>3.9.1', '3.9.1'],
    ['>3.9,!=3.9.*', '3.10'],
    ['>=3.9,!=3.9.*', '3.10'],
    ['>=3.9,!=3.9.*,!=3.10.*', '3.11'],
    ['>=3.9,!=3.9.0', '3.9.1'],
    ['>=3.9,!=3.9.0,!=3.9.1', '3.9.2'],
    ['>=3.9.2,!=3.9.*', '3.10'],
    ['>=3.8,>=3.10', '3.10'],
    ['>=3.9,==3.11.*', '3.11'],
    ['>=3.13.0rc1', '3.13.0'],
    ['>=3.20', '3.20'],
    ['>=3.20,!=3.20.*', '3.21'],
    ['>=3.13,<3.10', '3.13'],
    ['!=3.9.1', undefined],
    ['<3.13', undefined],
    ['<=3.12,!=3.9.*', undefined],
    ['', undefined],
  ])('of `%s` is %s', (specifiers, floor) => {
    expect(pythonFloor(specifiers)).toBe(floor);
  });
});

describe('pythonCeiling', () => {
  it.each([
    ['>=3.10,<3.13', '3.13'],
    ['<3.12.4', '3.12.4'],
    ['<3.13.0', '3.13'],
    ['<=3.12', '3.12.1'],
    ['<=3.12.4', '3.12.5'],
    ['~=3.10.2', '3.11'],
    ['==3.11.*', '3.12'],
    ['==3.11.4', '3.11.5'],
    ['===3.11.4', '3.11.5'],
    ['<3.14,<3.12', '3.12'],
    ['<3.15', '3.15'],
    ['<3.16', undefined],
    ['<4', undefined],
    ['<4.0,>=3.9', undefined],
    ['~=3.10', undefined],
    ['==3.*', undefined],
    ['>=3.10', undefined],
    ['!=3.12.*', undefined],
    ['', undefined],
  ])('of `%s` is %s', (specifiers, ceiling) => {
    expect(pythonCeiling(specifiers)).toBe(ceiling);
  });
});

describe('environmentsLine', () => {
  it.each([
    ['>=3.10,<3.13', `environments = ["python_version < '3.13'"]`],
    ['>=3.10,<3.12.4', `environments = ["python_full_version < '3.12.4'"]`],
    ['>=3.9,!=3.11.*,<3.13', `environments = ["python_version != '3.11' and python_version < '3.13'"]`],
    ['!=3.12.*,>=3.9,!=3.10.*', `environments = ["python_version != '3.10' and python_version != '3.12'"]`],
    ['>=3.10,!=3.8.*,!=3.14.*,<3.13', `environments = ["python_version < '3.13'"]`],
    ['>=3.9,!=3.9.*,!=3.13.*,<3.13', `environments = ["python_version < '3.13'"]`],
    [
      '>=3.9,!=3.12.*,<3.12.4',
      `environments = ["python_version != '3.12' and python_full_version < '3.12.4'"]`,
    ],
    ['~=3.10.2', `environments = ["python_version < '3.11'"]`],
    ['>=3.10', undefined],
    ['>=3.10,<4', undefined],
    ['>=2.7,!=2.7.3', undefined],
    ['', undefined],
  ])('of `%s` is %s', (specifiers, line) => {
    expect(environmentsLine(specifiers)).toBe(line);
  });
});

it.each([
  ['>=3.10,<3.13', '3.12.9', true],
  ['>=3.10,<3.13', '3.13.0', false],
  ['>3.9', '3.9.1', true],
  ['<=3.12', '3.12.1', false],
  ['', '3.15.0', true],
])('`%s` on %s: %s', (specifiers, version, allowed) => {
  expect(allowsPython(specifiers, version)).toBe(allowed);
});

it.each([pythonFloor, pythonCeiling, environmentsLine])('refuses what is no specifier: %o', (read) => {
  expect(() => read('3.10')).toThrow(new RangeError('`3.10` is no version specifier (PEP 440)'));
});
