import { RULES } from '../src/report/rules.js';
import { reportSchema } from './report-schema.js';

/**
 * docs/reports.md with its generated parts as they should be: the fields of the JSON, from its schema, and the codes of
 * problems, from the rules.
 *
 * @throws Error where the page lacks the marks of a part
 */
export function reportsPage(page: string): string {
  return replaced(replaced(page, 'fields', fields()), 'codes', codes());
}

function replaced(page: string, part: string, text: string): string {
  const [begin, end] = [`<!-- ${part}: npm run schema -->\n`, `<!-- end of ${part} -->\n`];
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new Error(`docs/reports.md has no ${part}`);
  return `${before}${begin}\n${text}\n${end}${after}`;
}

function codes(): string {
  const rows = Object.entries(RULES).map(([code, text]) => `| \`${code}\` | ${text} |\n`);
  return `| code | what it means |\n| --- | --- |\n${rows.join('')}`;
}

/** The schema as far as it is needed here. */
interface Field {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly description?: string;
  readonly items?: Field;
  readonly anyOf?: readonly Field[];
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
}

function fields(): string {
  const schema: { readonly $defs: Readonly<Record<string, Field>> } = JSON.parse(reportSchema());
  // What a command prints first, what that is made of below it.
  const isCommand = ({ properties }: Field) => properties?.command !== undefined;
  const all = Object.entries(schema.$defs);
  const sorted = [...all.filter(([, one]) => isCommand(one)), ...all.filter(([, one]) => !isCommand(one))];
  return sorted
    .map(([name, one]) => {
      const title = isCommand(one) ? `\`${one.description}\`` : name;
      const about = isCommand(one) ? '' : `${one.description}\n\n`;
      return `#### ${title}\n\n${about}${table(one)}`;
    })
    .join('\n');
}

function table(of: Field): string {
  const rows = rowsOf(of, '').map((cells) => `| ${cells.join(' | ')} |\n`);
  return `| field | type | |\n| --- | --- | --- |\n${rows.join('')}`;
}

function rowsOf({ properties = {}, required = [] }: Field, prefix: string): readonly (readonly string[])[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const optional = required.includes(name) ? '' : ', can be missing';
    const row = [`\`${prefix}${name}\``, `${typeOf(field)}${optional}`, field.description ?? ''];
    return [row, ...rowsOf(field, `${prefix}${name}.`)];
  });
}

function typeOf({ $ref, type, enum: values, const: only, items, anyOf }: Field): string {
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if ($ref !== undefined) return $ref.replace(/.*\//, '');
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (values !== undefined) return values.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  return items === undefined ? (type ?? '') : `list of ${typeOf(items)}`;
}
