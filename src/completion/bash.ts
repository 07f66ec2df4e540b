import {
  type Completed,
  type CompletedCommand,
  LIST_PACKAGES,
  LIST_PROJECTS,
  LIST_REVISIONS,
  LIST_TARGETS,
  placed,
  quoted,
} from './model.js';

/** A completion for bash 3.2 and later, without the package bash-completion. */
export function bashCompletion(program: CompletedCommand): string {
  const all = placed(program);
  const key = (words: readonly string[]): string => quoted(words.join(' '));
  const table = (entries: readonly (readonly [string, string])[]): string =>
    entries.map(([pattern, reply]) => `    ${pattern}) REPLY=${quoted(reply)} ;;\n`).join('');
  const commands = all
    .filter(({ command }) => command.commands.length > 0)
    .map(({ words, command }) => [key(words), command.commands.map(({ name }) => name).join(' ')] as const);
  const options = all.map(
    ({ words, command }) => [key(words), command.options.flatMap(({ names }) => names).join(' ')] as const,
  );
  const values = all.flatMap(({ words, command }) =>
    command.options.flatMap(({ names, value, optional }) =>
      value === undefined
        ? []
        : [
            [
              names.map((name) => quoted(`${words.join(' ')} ${name}`)).join(' | '),
              `${optional ? '?' : ''}${replyOf(value)}`,
            ] as const,
          ],
    ),
  );
  const operands = all.flatMap(({ words, command }) =>
    command.operands.map(
      ({ value, variadic }, at) =>
        [`${quoted(`${words.join(' ')} `)}${variadic ? '*' : String(at)}`, replyOf(value)] as const,
    ),
  );
  return `# bash completion for lockgen, made by: lockgen completion bash

_lockgen_commands() {
  REPLY=
  case $1 in
${table(commands)}  esac
}

_lockgen_options() {
  REPLY=
  case $1 in
${table(options)}  esac
}

# What follows an option; with a question mark where it may be missing.
_lockgen_value() {
  REPLY=
  case "$1 $2" in
${table(values)}  esac
}

# What a command's operand is, by its place.
_lockgen_operand() {
  REPLY=
  case "$1 $2" in
${table(operands)}  esac
}

_lockgen_projects() {
  ${LIST_PROJECTS}
}

_lockgen_targets() {
  ${LIST_TARGETS}
}

_lockgen_packages() {
  ${LIST_PACKAGES}
}

_lockgen_revisions() {
  ${LIST_REVISIONS}
}

_lockgen_offer() {
  local IFS=$'\\n' cur=$2
  case $1 in
    words*) COMPREPLY=($(compgen -W "$(printf '%s\\n' \${1#words } | tr ' ' '\\n')" -- "$cur")) ;;
    project) COMPREPLY=($(compgen -W "$(_lockgen_projects)" -- "$cur")) ;;
    target) COMPREPLY=($(compgen -W "$(_lockgen_targets)" -- "$cur")) ;;
    package) COMPREPLY=($(compgen -W "$(_lockgen_packages)" -- "$cur")) ;;
    revision) COMPREPLY=($(compgen -W "$(_lockgen_revisions)" -- "$cur")) ;;
    folder) COMPREPLY=($(compgen -d -- "$cur")) ;;
    file) COMPREPLY=($(compgen -f -- "$cur")) ;;
    program) COMPREPLY=($(compgen -c -f -- "$cur")) ;;
  esac
  case $1 in
    # Names with blanks, and no blank behind a folder.
    project | folder | file) compopt -o filenames 2>/dev/null ;;
  esac
}

_lockgen() {
  local cur prev command word at operands REPLY expects
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  # bash splits at "=".
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  command= operands=0 expects=
  at=1
  while [ "$at" -lt "$COMP_CWORD" ]; do
    word=\${COMP_WORDS[at]}
    at=$((at + 1))
    if [ "$word" = = ]; then at=$((at + 1)) expects=; continue; fi
    if [ -n "$expects" ]; then expects=; continue; fi
    case $word in
      -?*)
        _lockgen_value "$command" "$word"
        case $REPLY in '?'*) ;; *) expects=$REPLY ;; esac
        ;;
      *)
        _lockgen_commands "$command"
        case " $REPLY " in
          *" $word "*) if [ "$operands" -eq 0 ]; then command=\${command:+$command }$word; else operands=$((operands + 1)); fi ;;
          *) operands=$((operands + 1)) ;;
        esac
        ;;
    esac
  done
  case $prev in
    -?*)
      _lockgen_value "$command" "$prev"
      case $REPLY in
        '?'*) case $cur in -*) ;; *) _lockgen_offer "\${REPLY#\\?}" "$cur"; return ;; esac ;;
        ?*) _lockgen_offer "$REPLY" "$cur"; return ;;
      esac
      ;;
  esac
  case $cur in
    -*)
      _lockgen_options "$command"
      _lockgen_offer "words $REPLY" "$cur"
      return
      ;;
  esac
  if [ "$operands" -eq 0 ]; then
    _lockgen_commands "$command"
    if [ -n "$REPLY" ]; then _lockgen_offer "words $REPLY" "$cur"; fi
    [ "\${#COMPREPLY[@]}" -eq 0 ] || return
  fi
  _lockgen_operand "$command" "$operands"
  if [ -n "$REPLY" ]; then _lockgen_offer "$REPLY" "$cur"; fi
}

complete -F _lockgen lockgen
`;
}

function replyOf(value: Completed): string {
  return value.kind === 'words' ? `words ${value.words.join(' ')}` : value.kind;
}
