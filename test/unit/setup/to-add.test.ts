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
    services.flatMap((path) => (path.includes('/s0') ? ['services/s0/requirements.txt'] : [path])),
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
