import { describe, expect, it } from 'vitest';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { findLinksFor, torchPins } from '../../../src/lockfile/torch.js';

const LOCKFILE = parseLockfile(`accelerate==1.0
torch==2.15.0 ; sys_platform == 'darwin'
torch==2.15.0+cpu ; sys_platform != 'darwin'
torchvision==0.30.0+cpu
torchmetrics==1.0
vendored==1.0+local
`);

describe('torchPins', () => {
  it('finds them by the backend, those of macOS included', () => {
    expect(torchPins(LOCKFILE, 'cpu').map(({ version }) => version)).toEqual([
      '2.15.0',
      '2.15.0+cpu',
      '0.30.0+cpu',
    ]);
  });

  it('finds none without a backend', () => {
    expect(torchPins(LOCKFILE, 'none')).toEqual([]);
  });
});

describe('findLinksFor', () => {
  it("gives each package's own page", () => {
    expect(findLinksFor(LOCKFILE, 'cpu')).toEqual([
      'https://download.pytorch.org/whl/cpu/torch/',
      'https://download.pytorch.org/whl/cpu/torchvision/',
    ]);
  });

  it.each([
    ['torch==2.15.0\n', 'cpu', []],
    ['numpy==2.0\nlocal==1+cpu\n', 'cpu', []],
    ['torch==2.15.0+cpu\n', 'none', []],
    ['torch==2.15.0+cu128\n', 'cu128', ['https://download.pytorch.org/whl/cu128/torch/']],
    ['torch==2.15.0+cu128\n', 'auto', ['https://download.pytorch.org/whl/cu128/torch/']],
    [
      'pytorch-triton-rocm==3.4.0\n',
      'rocm6.3',
      ['https://download.pytorch.org/whl/rocm6.3/pytorch-triton-rocm/'],
    ],
    ['torch @ https://host.example/torch.whl\n', 'cpu', []],
  ])('%j with %s', (text, backend, pages) => {
    expect(findLinksFor(parseLockfile(text), backend)).toEqual(pages);
  });
});
