// A row of docs/comparison.md: the CPU's PyTorch where another package brings it, with a stand-in for PyTorch's index.
import { beforeAll, expect, test } from 'vitest';
import { type NeighbourOptions, neighbour, TOOLS, type Tool } from '../../helpers/neighbours.js';
import { openRow } from '../../helpers/pages/comparison.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex, type TorchIndex } from '../../helpers/torch-index.js';

const row = openRow('torch');
const PAGE = 'https://download.pytorch.org/whl/cpu/torch/';

let torch: TorchIndex;
beforeAll(async () => {
  torch = await startTorchIndex(await scratchFolder());
});

/** What the page says that it takes. */
function setUp(tool: Tool): NeighbourOptions {
  switch (tool) {
    case 'lockgen':
      return {};
    case 'uv-pre-commit':
      return { args: [row.code(tool)] };
    case 'pip-tools':
      return { args: [`${row.code(tool)}=${PAGE}`] };
    case 'pip-compile-multi':
      return { more: `${row.code(tool)} ${PAGE}\n` };
    case 'uv lock':
      return {
        // By itself a source is for what the project names.
        more: `[tool.uv]
${row.code(tool)} = ["torch>=2"]

[tool.uv.sources]
torch = { index = "pytorch-cpu" }

[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://download.pytorch.org/whl/cpu"
explicit = true
`,
      };
  }
}

test.each(TOOLS)('a torch that another package brings: %s', async (tool) => {
  const world = await neighbour(tool, { ...setUp(tool), packages: DEFAULT_TORCH_PACKAGES, env: torch.env });
  await world.start({ base: ['alpha'], full: ['rho'] });
  const text = await world.repository.read(world.lockfiles.at(-1) ?? '');
  expect(text).toContain('torch');
  expect(/torch==2\.8\.0\+cpu|version = "2\.8\.0\+cpu"/.test(text) && !text.includes('nu-cuda'), text).toBe(
    row.isYes(tool),
  );
});
