import {
  type Completed,
  type CompletedCommand,
  type CompletedOption,
  LIST_PACKAGES,
  LIST_PROJECTS,
  LIST_REVISIONS,
  LIST_TARGETS,
  type Placed,
  placed,
} from './model.js';

/** A completion for fish 3 and later. */
export function fishCompletion(program: CompletedCommand): string {
  const all = placed(program);
  const taking = all.flatMap(({ words, command }) =>
    command.options
      .filter(({ value, optional }) => value !== undefined && !optional)
      .flatMap(({ names }) => names.map((name) => quoted([...words, name].join(' ')))),
  );
  const leading = all.filter(({ words }) => words.length > 0).map(({ words }) => quoted(words.join(' ')));
  return `# fish completion for lockgen, made by: lockgen completion fish

function __lockgen_projects
    ${LIST_PROJECTS}
end

function __lockgen_targets
    sh -c ${quoted(LIST_TARGETS)}
end

function __lockgen_packages
    ${LIST_PACKAGES}
end

function __lockgen_revisions
    ${LIST_REVISIONS}
end

# The command that was typed, and how many operands it has already.
function __lockgen_typed
    set -l command ''
    set -l operands 0
    set -l expects 0
    for word in (commandline -opc)[2..-1]
        if test $expects -eq 1
            set expects 0
        else if string match -q -- '-?*' $word
            if contains -- (string trim -- "$command $word") ${taking.join(' ')}
                set expects 1
            end
        else if test $operands -eq 0; and contains -- (string trim -- "$command $word") ${leading.join(' ')}
            set command (string trim -- "$command $word")
        else
            set operands (math $operands + 1)
        end
    end
    echo $command
    echo $operands
end

# Whether this command was typed; with a number, whether its operand of this place comes next.
function __lockgen_at
    set -l typed (__lockgen_typed)
    test "$typed[1]" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    test "$argv[2]" = rest; and return 0
    test "$typed[2]" -eq "$argv[2]"
end

complete -c lockgen -f
${all.map(linesOf).join('')}`;
}

function linesOf({ words, command }: Placed): string {
  const at = (rest = ''): string => `-n ${quoted(`__lockgen_at ${quoted(words.join(' '))}${rest}`)}`;
  const line = (...parts: readonly string[]): string => `${['complete -c lockgen', ...parts].join(' ')}\n`;
  return [
    ...command.commands.map(({ name, description }) => line(at(' 0'), '-a', name, '-d', quoted(description))),
    ...command.options.map((option) => line(at(), ...optionParts(option))),
    ...command.operands.map(({ value, variadic }, place) =>
      line(at(variadic ? ' rest' : ` ${place}`), ...offered(value)),
    ),
  ].join('');
}

function optionParts({ names, description, value, optional }: CompletedOption): readonly string[] {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = value === undefined ? [] : [...(optional ? [] : ['-r']), ...offered(value)];
  return [...flags, ...takes, '-d', quoted(description)];
}

function offered(value: Completed): readonly string[] {
  switch (value.kind) {
    case 'words':
      return ['-f', '-a', quoted(value.words.join(' '))];
    case 'project':
      return ['-f', '-a', quoted('(__lockgen_projects)')];
    case 'target':
      return ['-f', '-a', quoted('(__lockgen_targets)')];
    case 'package':
      return ['-f', '-a', quoted('(__lockgen_packages)')];
    case 'revision':
      return ['-f', '-a', quoted('(__lockgen_revisions)')];
    case 'folder':
      return ['-f', '-a', quoted('(__fish_complete_directories)')];
    case 'file':
    case 'program':
      return ['-F'];
    case 'nothing':
      return ['-f'];
  }
}

/** In fish, a backslash means something in single quotes, too. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
