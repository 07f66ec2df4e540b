import { readdirSync, readFileSync } from 'node:fs';
import { type Given, textsOf } from './message-texts.js';
import { type Node, nameOf, nodesIn, parsed, propertyOf, type Source, walk } from './syntax.js';

/** A message that ends a command, as the code has it. */
export interface FailureMessage {
  /** The source file that has it, relative to `src`. */
  readonly path: string;
  readonly line: number;
  /** Usually one. */
  readonly reasons: readonly string[];
  /** The ways in which it is said; `{name}` is only known when it runs. */
  readonly messages: readonly string[];
  /** What to do next; none where it has none. */
  readonly next: readonly string[];
}

/** A line of a report or a notice. */
export interface ReportLine {
  readonly path: string;
  readonly texts: readonly string[];
}

/** All TypeScript files of a folder. */
export function sourcesIn(folder: URL): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parsed(path, readFileSync(new URL(path, folder), 'utf8')));
}

const FUNCTIONS = /^(?:FunctionDeclaration|ArrowFunctionExpression)$/;

/** Every failure that the sources can end with. */
export function failureMessages(sources: readonly Source[]): readonly FailureMessage[] {
  return sources.flatMap((source) => {
    const found: FailureMessage[] = [];
    walk(source.program, (node, around) => {
      if (node.type !== 'NewExpression' || nameOf(node.callee) !== 'Failure') return;
      const parts = nodesIn(node.arguments);
      found.push(...asCalled(sources, source, { parts, at: node, around, given: new Map() }, 2));
    });
    return found;
  });
}

interface Found {
  /** Reason, message, and the rest. */
  readonly parts: readonly Node[];
  /** Where it is said. */
  readonly at: Node;
  readonly around: readonly Node[];
  readonly given: Given;
}

/** A failure, once for each call of the function whose parameters it is made of. */
function asCalled(
  sources: readonly Source[],
  source: Source,
  { parts, at, around, given }: Found,
  depth: number,
): readonly FailureMessage[] {
  const [reason, message, more] = parts;
  if (reason === undefined || message === undefined) return [];
  const said = (): FailureMessage => ({
    path: source.path,
    line: source.text.slice(0, at.start).split('\n').length,
    reasons: textsOf(source, reason, given),
    messages: textsOf(source, message, given),
    next: nextOf(source, more, given),
  });
  const owner = around.filter(({ type }) => FUNCTIONS.test(type)).at(-1);
  const parameters = nodesIn(owner?.params).map(parameterName);
  const isParameter = parameters.includes(nameOf(message) ?? '\0');
  const name = owner === undefined ? undefined : functionName(owner, around);
  if (!isParameter || name === undefined || depth === 0) return [said()];
  const calls = sources.flatMap((other) =>
    callsOf(other, name, other === source).map((call) => ({ other, ...call })),
  );
  return calls.flatMap(({ other, call, around: outer }) => {
    const args = nodesIn(call.arguments);
    const passed = new Map(
      parameters.flatMap((one, index) => [[one ?? '', args[index] ?? UNDEFINED] as const]),
    );
    const inOther = (node: Node | undefined): Node | undefined => passed.get(nameOf(node) ?? '\0') ?? node;
    if (other === source)
      return asCalled(sources, source, { parts, at: call, around: outer, given: passed }, 0);
    const line = other.text.slice(0, call.start).split('\n').length;
    const [text] = [inOther(message)];
    const options = [...passed.values()].find((node) => node.type === 'ObjectExpression');
    const own = nextOf(other, options, new Map());
    return [
      {
        path: other.path,
        line,
        reasons: textsOf(source, reason, passed),
        messages: text === undefined ? [] : textsOf(other, text),
        next: own.length > 0 ? own : nextOf(source, more, passed),
      },
    ];
  });
}

const UNDEFINED: Node = { type: 'Identifier', name: 'undefined', start: 0, end: 0 };

function nextOf(source: Source, more: Node | undefined, given: Given): readonly string[] {
  const next = propertyOf(more, 'next');
  return next === undefined ? [] : textsOf(source, next, given);
}

function parameterName(node: Node): string | undefined {
  return nameOf(node.type === 'AssignmentPattern' ? node.left : node);
}

/** A function's name: its own, or that of the constant that it is. */
function functionName(owner: Node, around: readonly Node[]): string | undefined {
  return nameOf(owner.id) ?? nameOf(around.find(({ init }) => init === owner)?.id);
}

function callsOf(
  source: Source,
  name: string,
  isOwn: boolean,
): readonly { readonly call: Node; readonly around: readonly Node[] }[] {
  const isImported = new RegExp(`import\\s[^;]*\\b${name}\\b[^;]*from|\\b${name}\\b[^;]*= await`).test(
    source.text,
  );
  if (!isOwn && !isImported) return [];
  const found: { call: Node; around: readonly Node[] }[] = [];
  walk(source.program, (node, around) => {
    if (node.type === 'CallExpression' && nameOf(node.callee) === name) found.push({ call: node, around });
  });
  return found;
}

/** What is no text for a person: a program's argument, a pattern, a defect's words. */
const NO_TEXT = /^(?:ImportDeclaration|ImportExpression|TSLiteralType|TSTypeAnnotation)$/;
const NO_MESSAGE = /^(?:Failure|Error|RegExp|RangeError|TypeError)$/;
/** How many ways of saying something are listed. */
const WAYS = 3;

/** Files with what is said when nothing fails, or of a lockfile that isn't fresh. */
export function isReport(path: string): boolean {
  return (
    (/^(?:report|commands)\/[a-z-]+\.ts$/.test(path) && !/markdown|fitted|mermaid|rules|typed/.test(path)) ||
    /^lockfile\/(?:static-rules|[a-z]+-rules|agreement|changed-hashes|yanked)\.ts$/.test(path) ||
    /^project\/what-changed\.ts$/.test(path)
  );
}

/** Lines that commands print beside failures: every text of some words in the reports' files that is in no failure. */
export function reportLines(sources: readonly Source[]): readonly ReportLine[] {
  return sources
    .filter(({ path }) => isReport(path))
    .flatMap((source) => {
      const texts = new Set(textsOfReport(source));
      const whole = [...texts].filter(
        (text) => ![...texts].some((other) => other !== text && other.includes(text)),
      );
      return whole.length === 0 ? [] : [{ path: source.path, texts: whole }];
    });
}

function textsOfReport(source: Source): readonly string[] {
  const found: string[] = [];
  walk(source.program, (node, around) => {
    if (node.type !== 'TemplateLiteral' && !(node.type === 'Literal' && typeof node.value === 'string'))
      return;
    const isPart = around.some(
      (one) =>
        one.type === 'TemplateLiteral' ||
        NO_TEXT.test(one.type) ||
        (one.type === 'NewExpression' && NO_MESSAGE.test(nameOf(one.callee) ?? '')),
    );
    if (isPart) return;
    const lines = textsOf(source, node)
      .slice(0, WAYS)
      .flatMap((text) => text.split('\n'));
    found.push(...lines.map((line) => line.trim()).filter(hasWords));
  });
  return found;
}

/** Three words of its own at least. */
const hasWords = (text: string): boolean =>
  text.trim().split(' ').length >= 3 &&
  (text.replace(/\{\w+\}/g, '').match(/[A-Za-z][A-Za-z']+/g) ?? []).length >= 3;
