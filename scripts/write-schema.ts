// Writes docs/schema.json and docs/configuration.md from the definition of the options, docs/report.schema.json and parts
// of docs/reports.md from that of the reports, docs/messages.md from the code: npx tsx scripts/write-schema.ts
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './configuration-page.js';
import { jsonSchema } from './json-schema.js';
import { failureMessages, reportLines, sourcesIn } from './messages.js';
import { messagesPage } from './messages-page.js';
import { reportSchema } from './report-schema.js';
import { reportsPage } from './reports-page.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
mkdirSync(docs, { recursive: true });
writeFileSync(`${docs}schema.json`, jsonSchema());
writeFileSync(`${docs}report.schema.json`, reportSchema());
writeFileSync(`${docs}reports.md`, reportsPage(readFileSync(`${docs}reports.md`, 'utf8')));
writeFileSync(`${docs}configuration.md`, configurationPage());
const sources = sourcesIn(new URL('../src/', import.meta.url));
writeFileSync(`${docs}messages.md`, messagesPage(failureMessages(sources), reportLines(sources)));
