// Writes docs/schema*.json, schemastore/ and docs/configuration.md from the definition of the options,
// docs/report.schema.json and parts of docs/reports.md from that of the reports, docs/messages.md and the headlines in
// test/fixtures/report from the code:
// npx tsx scripts/write-schema.ts
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './configuration-page.js';
import { headlines } from './headlines.js';
import { pyprojectSchema, rootSchema, schemaText, tomlSchema } from './json-schema.js';
import { failureMessages, reportLines, sourcesIn } from './messages.js';
import { messagesPage } from './messages-page.js';
import { reportSchema } from './report-schema.js';
import { reportsPage } from './reports-page.js';
import { schemaStoreFiles } from './schema-store.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(docs, { recursive: true });
writeFileSync(`${docs}schema.json`, schemaText(rootSchema()));
writeFileSync(`${docs}schema.toml.json`, schemaText(tomlSchema()));
writeFileSync(`${docs}schema.pyproject.json`, schemaText(pyprojectSchema()));
writeFileSync(`${docs}report.schema.json`, reportSchema());
writeFileSync(`${docs}reports.md`, reportsPage(readFileSync(`${docs}reports.md`, 'utf8')));
writeFileSync(`${docs}configuration.md`, configurationPage());
const sources = sourcesIn(new URL('../src/', import.meta.url));
const failures = failureMessages(sources);
writeFileSync(`${docs}messages.md`, messagesPage(failures, reportLines(sources)));
const fixtures = fileURLToPath(new URL('../test/fixtures/report/', import.meta.url));
writeFileSync(`${fixtures}headlines.txt`, headlines(failures));

const store = fileURLToPath(new URL('../schemastore/src/', import.meta.url));
rmSync(store, { recursive: true, force: true });
for (const [path, text] of schemaStoreFiles()) {
  mkdirSync(dirname(`${store}${path}`), { recursive: true });
  writeFileSync(`${store}${path}`, text);
}
