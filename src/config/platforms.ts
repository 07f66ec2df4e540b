/** uv's names of platforms (`uv pip compile --help`, uv 0.13.9). */
export const PYTHON_PLATFORMS: readonly string[] = [
  ...['windows', 'linux', 'macos'],
  ...['x86_64-pc-windows-msvc', 'aarch64-pc-windows-msvc', 'i686-pc-windows-msvc'],
  ...['aarch64-apple-darwin', 'x86_64-apple-darwin'],
  ...['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu'],
  ...['x86_64-unknown-linux-musl', 'aarch64-unknown-linux-musl', 'riscv64-unknown-linux'],
  ...['x86_64', 'aarch64'].flatMap((machine) => [
    `${machine}-manylinux2014`,
    ...['17', '28', '31', '32', '33', '34', '35', '36', '37', '38', '39', '40'].map(
      (minor) => `${machine}-manylinux_2_${minor}`,
    ),
  ]),
  ...['aarch64-linux-android', 'x86_64-linux-android'],
  ...['wasm32-pyodide2024', 'wasm32-pyodide2025'],
  ...['arm64-apple-ios', 'arm64-apple-ios-simulator', 'x86_64-apple-ios-simulator'],
];

/** Whether uv knows a platform by this name, or a newer uv may: the families that grow are open. */
export function isPythonPlatform(name: string): boolean {
  return (
    PYTHON_PLATFORMS.includes(name) ||
    /^(?:(?:x86_64|aarch64)-manylinux_2_\d+|wasm32-pyodide\d{4})$/.test(name)
  );
}

/** uv's PyTorch backends, or `none`; the numbered families are open, since each uv adds some. */
export const TORCH_BACKEND = /^(?:none|auto|cpu|xpu|cu\d{2,3}|rocm\d+\.\d+(?:\.\d+)?)$/;
