import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MINIMUM_NODE } from '../../../src/doctor/checks/node.js';
import { CHECKS } from '../../../src/doctor/finding.js';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const sections = read('docs/doctor.md').split(/^## /m).slice(1);

test('docs/doctor.md has a section for each line of doctor, in the order of the lines, and no other', () => {
  expect(sections.map((text) => text.slice(0, text.indexOf('\n')))).toEqual(Object.values(CHECKS));
});

test.each(Object.entries(CHECKS))(
  'the section of %s has its stable name, and says something',
  (id, title) => {
    const section = sections.find((text) => text.startsWith(`${title}\n`)) ?? '';
    expect(section).toContain(`(\`${id}\`)`);
    expect(section.length).toBeGreaterThan(50);
  },
);

test('the oldest node is the one of package.json', () => {
  expect(JSON.parse(read('package.json')).engines.node).toBe(`>=${MINIMUM_NODE.replace(/\.0$/, '')}`);
});
