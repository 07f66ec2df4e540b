import { isNode, type Node, nameOf, nodesIn, type Source, walk } from './syntax.js';

/** What stands for the parameters of a function where it is called. */
export type Given = ReadonlyMap<string, Node>;

/** How many ways of saying something are told apart. */
const ALTERNATIVES = 6;
/** How far names are followed. */
const DEPTH = 6;

/** Names of functions that say the same as what they are given, only written otherwise. */
const PASSING =
  /^(?:visible|shellWord|pathWord|typed|String|quoted|stringify|join|trim|trimEnd|shown|slice|toFixed|withoutCredentials|durationText|inFolder|shellWord)$/;

/**
 * The texts that an expression can be: its alternatives, with `{name}` for what is only known when it runs.
 *
 * @param given - what the parameters around it stand for
 */
export function textsOf(
  source: Source,
  node: Node,
  given: Given = new Map(),
  depth = DEPTH,
): readonly string[] {
  const all = (inner: unknown): readonly string[] =>
    isNode(inner) ? textsOf(source, inner, given, depth) : [''];
  switch (node.type) {
    case 'Literal':
      return [typeof node.value === 'string' ? node.value : String(node.value)];
    case 'TemplateLiteral': {
      const parts = nodesIn(node.quasis).map(cooked);
      const values = nodesIn(node.expressions).map((one) => all(one));
      return parts
        .slice(1)
        .reduce<readonly string[]>(
          (texts, part, index) => combined(texts, values[index] ?? [], part),
          [parts[0] ?? ''],
        );
    }
    case 'BinaryExpression':
      return node.operator === '+'
        ? combined(all(node.left), all(node.right), '')
        : [placeholder(source, node)];
    case 'ConditionalExpression':
      return unique([...all(node.consequent), ...all(node.alternate)]);
    case 'LogicalExpression':
      return unique([...all(node.left), ...all(node.right)]);
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
    case 'AwaitExpression':
      return all(node.expression ?? node.argument);
    case 'Identifier': {
      const name = nameOf(node) ?? '';
      const value = depth > 0 ? (given.get(name) ?? constantOf(source, name, node)) : undefined;
      if (name === 'undefined') return [];
      if (value === undefined || value === node) return [placeholder(source, node)];
      const texts = textsOf(source, value, given, depth - 1);
      // What is computed is best known by its name here.
      return isWorded(texts) ? texts : [`{${name}}`];
    }
    case 'CallExpression': {
      const [argument] = nodesIn(node.arguments);
      const { callee } = node;
      // In a colour it says the same.
      if (isNode(callee, 'MemberExpression') && nameOf(callee.object) === 'paint' && argument !== undefined)
        return all(argument);
      const body = depth > 0 ? returnsOf(source, nameOf(node.callee) ?? '') : [];
      const texts = unique(body.flatMap((one) => textsOf(source, one, new Map(), depth - 1)));
      return isWorded(texts) ? texts : [placeholder(source, node)];
    }
    default:
      return [placeholder(source, node)];
  }
}

/** Whether texts say something by themselves. */
const isWorded = (texts: readonly string[]): boolean =>
  texts.length > 0 &&
  texts.every((text) => text.length < 300) &&
  texts.some((text) => /[a-z]/.test(text.replace(/\{[^}]*\}/g, '')));

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].slice(0, ALTERNATIVES);

function combined(before: readonly string[], values: readonly string[], after: string): readonly string[] {
  const middle = values.length === 0 ? [''] : values;
  return unique(before.flatMap((start) => middle.map((value) => start + value + after)));
}

function cooked(quasi: Node): string {
  const { value } = quasi;
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

/** `{path}` for `path`, `target.path`, `visible(path)`, `paths.join(', ')`. */
export function placeholder({ text }: Source, node: Node): string {
  return `{${wordFor(node) ?? (text.slice(node.start, node.end).match(/[A-Za-z]\w*/)?.[0] || 'value')}}`;
}

function wordFor(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  switch (node.type) {
    case 'Identifier':
      return nameOf(node);
    case 'MemberExpression':
      return nameOf(node.property) ?? wordFor(node.object);
    case 'ChainExpression':
    case 'AwaitExpression':
    case 'ParenthesizedExpression':
      return wordFor(node.expression ?? node.argument);
    case 'CallExpression': {
      const { callee } = node;
      const last = nodesIn(node.arguments).at(-1);
      if (isNode(callee, 'MemberExpression')) {
        const method = nameOf(callee.property) ?? '';
        const isModule = /^(?:JSON|posix|Object|Math)$/.test(nameOf(callee.object) ?? '');
        return isModule ? wordFor(last) : method === 'size' ? method : wordFor(callee.object);
      }
      const name = nameOf(callee) ?? '';
      return PASSING.test(name) ? (wordFor(last) ?? name) : name;
    }
    case 'NewExpression':
    case 'ArrayExpression':
    case 'SpreadElement':
      return wordFor(nodesIn(node.arguments ?? node.elements ?? node.argument)[0]);
    case 'LogicalExpression':
      return wordFor(node.left);
    default:
      return undefined;
  }
}

const FUNCTIONS = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

const BLOCKS =
  /^(?:BlockStatement|SwitchStatement|FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ForOfStatement)$/;

/** What a `const` says that a node can see, the innermost of its name. */
function constantOf({ program }: Source, name: string, at: Node): Node | undefined {
  let found: Node | undefined;
  walk(program, (node, around) => {
    if (node.type !== 'VariableDeclarator' || nameOf(node.id) !== name || !isNode(node.init)) return;
    const block = around.filter(({ type }) => BLOCKS.test(type)).at(-1) ?? program;
    if (block.start <= at.start && at.end <= block.end) found = node.init;
  });
  return found;
}

/** What a function of the file gives. */
function returnsOf(source: Source, name: string): readonly Node[] {
  if (name === '') return [];
  const found: Node[] = [];
  walk(source.program, (node, around) => {
    const isArrow = node.type === 'VariableDeclarator' && nameOf(node.id) === name;
    if (isArrow && isNode(node.init, 'ArrowFunctionExpression') && isNode(node.init.body)) {
      if (node.init.body.type !== 'BlockStatement') found.push(node.init.body);
    }
    if (node.type !== 'ReturnStatement' || !isNode(node.argument)) return;
    const owner = around.filter(({ type }) => FUNCTIONS.test(type)).at(-1);
    if (owner !== undefined && nameOf(owner.id) === name) found.push(node.argument);
  });
  return found;
}
