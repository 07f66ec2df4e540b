import { fitted } from './fitted.js';
import { github } from './formats/github.js';
import { gitlab } from './formats/gitlab.js';
import { sarif } from './formats/sarif.js';
import type { Paint } from './paint.js';
import type { Format, Json, Report } from './report.js';

/** Raised with every change that a reader of the JSON could stumble over; what is added raises it not. */
const SCHEMA_VERSION = 1;

/** GitHub takes comments of 65,536 characters. */
const COMMENT = 60_000;

/**
 * A report in a format.
 *
 * @param paint - for the text, alone or beside annotations
 */
export function rendered(report: Report, format: Format, paint: Paint): string {
  const formats: Readonly<Record<Format, () => string>> = {
    text: () => report.text(paint),
    json: () => json({ schemaVersion: SCHEMA_VERSION, command: report.command, ...report.data }),
    github: () => github(report, paint),
    gitlab: () => gitlab(report),
    sarif: () => sarif(report),
    markdown: () => fitted(report.markdown(), COMMENT),
  };
  return formats[format]();
}

function json(data: { readonly [key: string]: Json }): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
