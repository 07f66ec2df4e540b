import { expect, it } from 'vitest';
import { addOperands } from '../../../src/setup/to-add.js';

const names = (folder: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${folder}/s${at}/requirements.txt`);
const services = names('services', 9);

it.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
  ['few are named one by one', ['a/x', 'a/y'], ['a/x', 'a/y'], ['a/x', 'a/y']],
  ['all that is changed is the folder here', services, services, ['.']],
  [
    'a folder stands for what is in it',
    [...services, 'package.json'],
    [...services, 'package.json', 'notes'],
    ['services', 'package.json'],
  ],
  [
    'not for what else is in it',
    services,
    [...services, 'services/s3/secret.env', 'x'],
    [':(glob)services/*/requirements.txt'],
  ],
  [
    'no pattern that another path fits',
    services,
    [
      ...services,
      ...services.map((path) => path.replace('s0/', 'x/')),
      ...names('services', 9).map((path) => `${path}.bak`),
    ],
    services,
  ],
  [
    'a pattern beside others',
    [...services, 'package.json'],
    [...services, 'package.json', 'services/s3/a/requirements.txt', 'requirements.txt'],
    [':(glob)services/*/requirements.txt', 'package.json'],
  ],
  [
    'one in a folder is named itself',
    [...services, 'libs/a/deep/x'],
    [...services, 'libs/a/deep/x', 'y'],
    ['services', 'libs/a/deep/x'],
  ],
])('%s', (_, wanted, changed, expected) => {
  expect(addOperands(wanted, changed)).toEqual(expected);
});
