import type { Format, Report } from './report.js';

/** Raised with every change that a reader of the JSON could stumble over. */
const SCHEMA_VERSION = 1;

/** A report in a format other than text. */
export function rendered(report: Report, format: Exclude<Format, 'text'>): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, command: report.command, ...report.data }, undefined, 2)}\n`;
    case 'markdown':
      return report.markdown();
    default:
      throw new RangeError(format);
  }
}
