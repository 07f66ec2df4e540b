import {
  type Completed,
  type CompletedCommand,
  type CompletedOption,
  LIST_PACKAGES,
  LIST_PROJECTS,
  LIST_REVISIONS,
  LIST_TARGETS,
  placed,
  quoted,
} from './model.js';

/** A completion for zsh 5, to be sourced after `compinit`, or as a file `_lockgen` of `$fpath`. */
export function zshCompletion(program: CompletedCommand): string {
  const all = placed(program);
  return `#compdef lockgen
# zsh completion for lockgen, made by: lockgen completion zsh

_lockgen_projects() {
  local -a found=(\${(f)"$(${LIST_PROJECTS})"})
  compadd -- $found
}

_lockgen_targets() {
  local -a found=(\${(f)"$(${LIST_TARGETS})"})
  compadd -- $found
}

_lockgen_packages() {
  local -a found=(\${(f)"$(${LIST_PACKAGES})"})
  compadd -- $found
}

_lockgen_revisions() {
  local -a found=(\${(f)"$(${LIST_REVISIONS})"})
  compadd -- $found
}

${all.map(({ words, command }) => functionOf(words, command)).join('\n')}
if [ "\${funcstack[1]}" = _lockgen ]; then
  _lockgen "$@"
else
  compdef _lockgen lockgen
fi
`;
}

function functionOf(words: readonly string[], command: CompletedCommand): string {
  const name = nameOf(words);
  const options = command.options.flatMap(optionSpecs);
  const operands = command.operands.map(({ value, variadic }, at) =>
    quoted(`${variadic ? '*' : at + 1}: :${actionOf(value)}`),
  );
  if (command.commands.length === 0) {
    const specs = [...options, ...operands].map((spec) => ` \\\n    ${spec}`).join('');
    return `${name}() {\n  _arguments -s${specs}\n}\n`;
  }
  const listed = command.commands.map((one) => `    ${quoted(`${one.name}:${one.description}`)}\n`).join('');
  const cases = command.commands
    .map((one) => `        ${one.name}) ${nameOf([...words, one.name])} ;;\n`)
    .join('');
  const others = command.operands.length === 0 ? '' : '        *) _files ;;\n';
  const specs = [...options, quoted('1: :->command'), quoted('*:: :->rest')];
  return `${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${listed}  )
  _arguments -C -s${specs.map((spec) => ` \\\n    ${spec}`).join('')}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${cases}${others}      esac
      ;;
  esac
}
`;
}

const nameOf = (words: readonly string[]): string =>
  ['_lockgen', ...words.map((word) => word.replace(/\W/g, '_'))]
    .join('__')
    .replace(/^_lockgen__$/, '_lockgen');

/** As `_arguments` has them (zshcompsys(1)): names that exclude each other, what it means, what follows. */
function optionSpecs({
  names,
  description,
  value,
  optional,
  repeatable,
}: CompletedOption): readonly string[] {
  const exclusive = repeatable ? '*' : `(${names.join(' ')})`;
  const about = `[${description.replace(/[[\]\\:]/g, '\\$&')}]`;
  const action = value === undefined ? '' : `${optional ? '::' : ':'}value:${actionOf(value)}`;
  return names.map((name) => {
    const joined = value === undefined ? '' : optional ? '=-' : name.startsWith('--') ? '=' : '+';
    return quoted(`${exclusive}${name}${joined}${about}${action}`);
  });
}

function actionOf(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'project':
      return '_lockgen_projects';
    case 'target':
      return '_lockgen_targets';
    case 'package':
      return '_lockgen_packages';
    case 'revision':
      return '_lockgen_revisions';
    case 'folder':
      return '_files -/';
    case 'file':
      return '_files';
    case 'program':
      return '_command_names -e';
    case 'nothing':
      return ' ';
  }
}
