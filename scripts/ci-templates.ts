import { readFileSync, writeFileSync } from 'node:fs';

/** Sections of docs/ci.md whose first block `lockgen init --ci` writes, by the name that it has for them. */
const SECTIONS = {
  github: 'GitHub Actions',
  githubNpx: 'GitHub Actions without package.json',
  gitlab: 'GitLab',
  gitlabNpx: 'GitLab without package.json',
  azure: 'Azure Pipelines',
} as const;

/** The jobs of the page, each as its lines. */
function ciTemplates(page: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(SECTIONS).map(([name, title]) => {
      const section = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
      const block = /^```yaml\n(.*?)^```$/ms.exec(section)?.[1];
      if (block === undefined) throw new Error(`docs/ci.md has no job under "${title}"`);
      return [name, block.replace(/\n$/, '').split('\n')];
    }),
  );
}

/** What src/setup/templates/ci.json has to be. */
export const templatesText = (page: string): string => `${JSON.stringify(ciTemplates(page), undefined, 2)}\n`;

if (process.argv[1]?.endsWith('ci-templates.ts') === true) {
  const page = readFileSync(new URL('../docs/ci.md', import.meta.url), 'utf8');
  writeFileSync(new URL('../src/setup/templates/ci.json', import.meta.url), templatesText(page));
}
