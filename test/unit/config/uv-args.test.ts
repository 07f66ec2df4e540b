import { expect, test } from 'vitest';
import { uvArgProblem } from '../../../src/config/uv-args.js';

test.each([
  '--no-emit-package=setuptools',
  '--resolution=lowest-direct',
  '--prerelease=allow',
  '--no-strip-markers',
  '--overrides=overrides.txt',
  '--build-constraints=../build.txt',
  '--no-binary=:all:',
  '--exclude-newer-package=torch=false',
  '--index=https://packages.example/simple',
  '--index=corp=https://packages.example/simple',
  '--find-links=HTTPS://packages.example:8080/simple',
  '--find-links=wheels',
])('%s is let through', (argument) => {
  expect(uvArgProblem(argument)).toBeUndefined();
});

test.each([
  '-o',
  '--output-file=x.txt',
  '--output-file',
  '--upgrade',
  '--upgrade-package=numpy',
  '--upgrade-group=dev',
  '-P',
  '-Pnumpy',
  '-U',
  '--offline',
  '-q',
  '--quiet',
  '--universal',
  '--no-universal',
  '--python-version=3.9',
  '--python-platform=linux',
  '--extra=full',
  '--all-extras',
  '--group=dev',
  '--constraints=c.txt',
  '--constraint=c.txt',
  '-c',
  '--generate-hashes',
  '--torch-backend=cpu',
  '--exclude-newer=2026-01-01',
  '--no-header',
  '--annotate',
  '--no-annotate',
  '--annotation-style=line',
  '--custom-compile-command=make',
  '--emit-index-url',
  '--cache-dir=x',
  '--python=3.12',
  '--config-file=uv.toml',
  '--show-settings',
  '--env-file=.env',
  '--target=site',
])('%s is refused', (argument) => {
  expect(uvArgProblem(argument)).toBeTypeOf('string');
});

test.each([
  ['', 'an argument without spaces'],
  ['--index=https://a.example b', 'an argument without spaces'],
  ['--no-binary\tnumpy', 'an argument without spaces'],
  ['numpy', 'an option; write its value in the same word (--option=value)'],
  ['--', 'an option; write its value in the same word (--option=value)'],
  ['-f', 'the long form of an option (--option or --option=value)'],
  ['--find-links=/srv/wheels', "a path as seen from the project's folder"],
  ['--find-links=file:///srv/wheels', "a path as seen from the project's folder"],
  ['--find-links=C:\\wheels', "a path as seen from the project's folder"],
  [
    '--index=https://me:secret@packages.example/simple',
    "an option without a password (put it into uv's credentials or the environment)",
  ],
  [
    '--find-links=https://packages.example/?token=secret',
    "an option without a password (put it into uv's credentials or the environment)",
  ],
  ...[
    '--index-url=http:/me:secret@packages.example/simple',
    '--default-index=http:me:secret@packages.example/simple',
    '--index=corp=http:\\\\me:secret@packages.example/simple',
    "--index=https://m'e:secret@packages.example/simple",
    '--find-links=https://packages.example/?X-Api-Key=secret',
  ].map((argument) => [
    argument,
    "an option without a password (put it into uv's credentials or the environment)",
  ]),
  ...[
    '--index-url=http:/packages.example/simple',
    '--default-index=http:packages.example/simple',
    '--extra-index-url=https:///packages.example/simple',
    '--index=corp=HTTPS:\\\\packages.example/simple',
    '--find-links=https:/\\packages.example/simple',
    '--find-links=https://packages.example\\simple',
    '--overrides=http:/packages.example/o.txt',
  ].map((argument) => [
    argument,
    "an option whose value is a URL of the form https://host/path, with two slashes and no '\\'",
  ]),
  ['--extra=full', "an option that lockgen doesn't set itself (use the option extras of a target)"],
])('of %j it says what would be allowed', (argument, allowed) => {
  expect(uvArgProblem(argument)).toBe(allowed);
});
