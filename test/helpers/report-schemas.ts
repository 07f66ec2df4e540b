import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import DraftFour from 'ajv-draft-04';
import formats from 'ajv-formats';
import { expect } from 'vitest';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

const published = new Ajv2020({ allErrors: true }).compile(asSchema(read('docs/report.schema.json')));
const strict = new Ajv2020({ allErrors: true }).compile(asSchema(closed(read('docs/report.schema.json'))));

const draftFour = new DraftFour.default({ allErrors: true, strict: false });
formats.default(draftFour);
const official = draftFour.compile(asSchema(read('test/fixtures/sarif/sarif-schema-2.1.0.json')));

function hold(validate: ValidateFunction, value: unknown): void {
  if (validate(value)) return;
  const errors = validate.errors ?? [];
  throw new Error(errors.map((one) => `${one.instancePath} ${one.keyword}: ${one.message}`).join('\n'));
}

/** What `--format json` printed: valid for docs/report.schema.json, which has to name all its fields. */
export function readReport(printed: string) {
  const report = JSON.parse(printed);
  hold(published, report);
  hold(strict, report);
  return report;
}

/** What `--format sarif` printed: valid for the official schema. Gives its only run. */
export function readSarif(printed: string) {
  const log = JSON.parse(printed);
  hold(official, log);
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

/** What `--format gitlab` printed, held against what GitLab's documentation asks for. */
export function readGitlab(printed: string): readonly CodeQualityIssue[] {
  const issues: readonly CodeQualityIssue[] = JSON.parse(printed);
  for (const issue of issues) {
    expect(issue).toEqual({
      description: expect.stringMatching(/./),
      check_name: expect.stringMatching(/^lockgen\/[a-z-]+$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
      location: { path: expect.stringMatching(/^(?!\.?\/)/s), lines: { begin: expect.any(Number) } },
    });
    expect(issue.location.lines.begin).toBeGreaterThan(0);
  }
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  return issues;
}

/** An issue of a Code Quality report. */
export interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** The same schema, in which no object may have other fields than those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return inner.type === 'object' && 'properties' in inner ? { ...inner, additionalProperties: false } : inner;
}

function asSchema(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('no schema');
  return value;
}
