import type { Lockfile, Pin } from './parse.js';

/**
 * The packages that uv takes from PyTorch's own index when it has a torch backend. Measured with uv 0.13.9: each
 * of these is asked for at download.pytorch.org, other names around PyTorch are not.
 */
export const TORCH_PACKAGES: ReadonlySet<string> = new Set([
  'fbgemm-gpu',
  'fbgemm-gpu-genai',
  'pytorch-triton',
  'pytorch-triton-rocm',
  'pytorch-triton-xpu',
  'torch',
  'torchao',
  'torcharrow',
  'torchaudio',
  'torchcodec',
  'torchcsprng',
  'torchdistx',
  'torchrec',
  'torchserve',
  'torchtext',
  'torchvision',
  'triton',
  'triton-rocm',
  'triton-xpu',
  'xformers',
]);

/** Of these, the default index has no wheels of any version. */
const TORCH_INDEX_ONLY: ReadonlySet<string> = new Set([
  'pytorch-triton',
  'pytorch-triton-rocm',
  'pytorch-triton-xpu',
  'triton-rocm',
  'triton-xpu',
]);

/** Where PyTorch's packages are. */
export const TORCH_INDEX = 'https://download.pytorch.org/whl';

/**
 * The pins that a torch backend decides on. By the backend, not by a version such as `2.15.0+cpu`: the CPU
 * index's macOS wheels have no `+cpu`.
 * @param backend one of uv's, or `none`, for which there are none
 */
export function torchPins(lockfile: Lockfile, backend: string): readonly Pin[] {
  if (backend === 'none') return [];
  return lockfile.pins.filter((pin) => pin.version !== undefined && TORCH_PACKAGES.has(pin.key));
}

/**
 * The pages for `--find-links` without which no installer finds a lockfile's torch pins: those of packages with
 * a local version, which no default index has. A package's own page, as the whole index also has old copies of
 * numpy and others. Sorted.
 * @param backend one of uv's, or `none`; for `auto`, the pins' local versions tell which
 */
export function findLinksFor(lockfile: Lockfile, backend: string): readonly string[] {
  const pages = torchPins(lockfile, backend).flatMap((pin) => {
    const local = /\+(.*)$/.exec(pin.version ?? '')?.[1];
    if (local === undefined && !TORCH_INDEX_ONLY.has(pin.key)) return [];
    const folder = backend === 'auto' ? (local ?? 'cpu') : backend;
    return [`${TORCH_INDEX}/${folder}/${pin.key}/`];
  });
  return [...new Set(pages)].sort();
}
