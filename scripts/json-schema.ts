import { toJsonSchema } from '@valibot/to-json-schema';
import { DEFAULTS } from '../src/config/defaults.js';
import { RootSchema } from '../src/config/schema.js';

/** Each option of the root file: its JSON schema, with its default. */
export function optionSchemas(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  // Checks that JSON schema has no words for (uvArgs, outputs) are lockgen's own and left out of it.
  const { properties } = toJsonSchema(RootSchema, { errorMode: 'ignore', typeMode: 'input' });
  const defaults = new Map<string, unknown>(Object.entries(DEFAULTS));
  return new Map(
    Object.entries(properties ?? {}).map(([name, schema]) => [
      name,
      {
        ...(typeof schema === 'object' ? schema : {}),
        ...(defaults.has(name) ? { default: defaults.get(name) ?? 'none' } : {}),
      },
    ]),
  );
}

/** The text of docs/schema.json: what editors check `.lockgenrc.json` and `.lockgenrc.yaml` against. */
export function jsonSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The configuration of lockgen',
    type: 'object',
    properties: Object.fromEntries(optionSchemas()),
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
