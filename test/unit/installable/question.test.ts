import { expect, it } from 'vitest';
import { questionOf, questionText } from '../../../src/installable/question.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const question = questionOf(
  parseLockfile(`--find-links https://download.pytorch.org/whl/cpu/torch/
--extra-index-url=https://example.org/simple
--no-binary alpha
-c limits.txt
-r other.txt
-e ./lib
./tool
../up
alpha==1.0.0 ; python_full_version < '3.11' \\
    --hash=sha256:aaaa
    # via x
Alpha==1.1.0 ; python_full_version >= '3.11'
beta[fast]==2.0
torch==2.8.0+cpu
loose>=1
git @ git+https://example.org/git.git@0123
wheel @ https://example.org/wheel-1-py3-none-any.whl#sha256=aa
archive @ https://example.org/archive-1.tar.gz
`),
);

it('asks for what an index has, and looks where the lockfile says', () => {
  expect(questionText(question, [])).toBe(`--find-links https://download.pytorch.org/whl/cpu/torch/
--extra-index-url=https://example.org/simple
alpha==1.0.0 ; python_full_version < '3.11'
Alpha==1.1.0 ; python_full_version >= '3.11'
beta[fast]==2.0
torch==2.8.0+cpu
`);
});

it('leaves out what was named already, by uv in its own spelling', () => {
  const named = [
    { name: 'alpha', version: '1.1' },
    { name: 'beta', version: '2.0' },
    { name: 'torch', version: '2.8.0' },
  ];
  expect(questionText(question, named)).toBe(`--find-links https://download.pytorch.org/whl/cpu/torch/
--extra-index-url=https://example.org/simple
alpha==1.0.0 ; python_full_version < '3.11'
torch==2.8.0+cpu
`);
});

it('says what was not asked', () => {
  expect(question.notAsked).toEqual([
    { entry: '-r other.txt', why: 'another file, which is not looked at' },
    { entry: './lib', why: 'local, builds from source' },
    { entry: './tool', why: 'local, builds from source' },
    { entry: '../up', why: 'local, builds from source' },
    { entry: 'loose>=1', why: 'not pinned to a version' },
    { entry: 'git', why: 'builds from source' },
    { entry: 'wheel', why: 'one wheel at a URL' },
    { entry: 'archive', why: 'builds from source' },
  ]);
});
