// Writes docs/schema.json and docs/configuration.md from the definition of the options, and docs/report.schema.json from
// that of the reports: npx tsx scripts/write-schema.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './configuration-page.js';
import { jsonSchema } from './json-schema.js';
import { reportSchema } from './report-schema.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(docs, { recursive: true });
writeFileSync(`${docs}schema.json`, jsonSchema());
writeFileSync(`${docs}report.schema.json`, reportSchema());
writeFileSync(`${docs}configuration.md`, configurationPage());
