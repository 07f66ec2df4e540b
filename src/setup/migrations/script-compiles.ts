import { shellWords } from '../../lockfile/shell-words.js';
import { statedBy } from './compile-options.js';
import type { Compile, Files } from './migration.js';
import { placeOfCommand } from './run-place.js';

/** Files in which people write the command that makes their lockfiles. */
const SCRIPTS =
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile|[^/]+\.mk|\.?[Jj]ustfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py|tasks\.py|dodo\.py|package\.json|Dockerfile[^/]*|\.gitlab-ci\.ya?ml|[^/]+\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|[^/]+\.(?:sh|bash|zsh|ps1|bat|cmd|py))$|^\.github\/(?:workflows|actions)\/.*\.ya?ml$/;

const COMMAND =
  /\buv["',\s]+pip["',\s]+compile\b|(?<![\w./-])(?:[\w./-]*\/)?pip-compile(?:-multi)?(?![\w-]|\s*:(?!:)|\.)|\bpiptools["',\s]+compile\b/;

/** A line that makes a lockfile. */
export interface Mention {
  readonly path: string;
  readonly line: number;
  /** The command, where a shell can read it as it stands. */
  readonly command: string | undefined;
}

/** Whether a file may run a command that makes lockfiles. */
export function isScript(path: string): boolean {
  return SCRIPTS.test(path);
}

/** The lines of scripts, Makefiles, workflows and their like that make lockfiles. */
export function mentions(files: Files): readonly Mention[] {
  const targets = makeTargets(files);
  const call = new RegExp(
    `(?<![\\w./-])make(?:\\s[^;&|#]*)?\\s(?:${targets.map((one) => one.replace(/[^\w]/g, '\\$&')).join('|')})(?=$|[\\s;&|"')])`,
  );
  return [...files].flatMap(([path, text]) =>
    isScript(path)
      ? [
          ...(COMMAND.test(text) ? mentionsIn(path, text) : []),
          ...(targets.length > 0 && !isMakefile(path) ? callsIn(path, text, call) : []),
        ]
      : [],
  );
}

const isMakefile = (path: string): boolean => /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path);

/** Targets of Makefiles that make lockfiles: by their own lines, or by all that they need where they have none. */
function makeTargets(files: Files): readonly string[] {
  const found = new Set<string>();
  for (const [path, text] of files) {
    if (!isMakefile(path)) continue;
    const rules = [...text.matchAll(/^([\w./-]+)\s*:(?!=)[ \t]*([^\n;#]*)((?:\n\t.*)*)/gm)];
    for (const [, target = '', needs = '', recipe = ''] of rules) {
      const needed = needs.split(/\s+/).filter((one) => one !== '');
      const isAlias = recipe === '' && needed.length > 0;
      const others = rules.filter(([, , , lines = '']) => COMMAND.test(lines)).map(([, name]) => name);
      if (COMMAND.test(recipe) || (isAlias && needed.every((one) => others.includes(one)))) found.add(target);
    }
  }
  found.delete('.PHONY');
  return [...found];
}

/** Lines of workflows and scripts that have make do it. */
function callsIn(path: string, text: string, call: RegExp): readonly Mention[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const bare = line.replace(/^\s*(?:#|\/\/|rem\b).*$/i, '');
    return call.test(bare) && !COMMAND.test(bare) ? [{ path, line: at + 1, command: undefined }] : [];
  });
}

function mentionsIn(path: string, text: string): readonly Mention[] {
  const found: Mention[] = [];
  const lines = text.split(/\r?\n/);
  const isPython = path.endsWith('.py');
  let rule: { readonly target: string; readonly first: string } | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const number = at + 1;
    let line = lines[at] ?? '';
    while (line.endsWith('\\') && at + 1 < lines.length) {
      at += 1;
      line = `${line.slice(0, -1)} ${lines[at]?.trim() ?? ''}`;
    }
    const [, target = '', first = ''] = /^([^\s:#=]+)\s*:(?!=)\s*([^\s|;]*)/.exec(line) ?? [];
    if (target !== '') rule = { target, first };
    const bare = line.replace(/^\s*(?:#|\/\/|rem\b).*$/i, '');
    if (!COMMAND.test(bare)) continue;
    const command = isPython || path.endsWith('.json') ? undefined : commandIn(bare, rule);
    found.push({ path, line: number, command });
  }
  return found;
}

/** The command as a shell would get it, up to what ends it; make's `$@` and `$<` are the rule's. */
function commandIn(
  line: string,
  rule: { readonly target: string; readonly first: string } | undefined,
): string | undefined {
  const from = COMMAND.exec(line)?.index ?? 0;
  const own = line.slice(from).replace(/(?:&&|\|\||[;|)`]|\s#).*$/s, '');
  const filled = rule === undefined ? own : own.replaceAll('$@', rule.target).replaceAll('$<', rule.first);
  return /[$]/.test(filled) ? undefined : filled.trim();
}

/** What these commands make, where the command says so by itself and the lockfile is there. */
export function scriptCompiles(files: Files): readonly Compile[] {
  return mentions(files).flatMap(({ command }) => {
    const compile = command === undefined ? undefined : compileOfCommand(files, command, 'script');
    return compile !== undefined && files.has(compile.output) ? [compile] : [];
  });
}

/** A command in a shell's words, run at the repository's root, as far as it tells what it makes. */
export function compileOfCommand(
  files: Files,
  command: string,
  foundIn: 'hook' | 'script',
): Compile | undefined {
  const [before = '', redirected] = command.split(/\s>\s*/);
  const words = shellWords(before);
  if (words === undefined) return undefined;
  const compile = words.findIndex((word) => word === 'compile' || /(?:^|\/)pip-compile$/.test(word));
  if (compile < 0) return undefined;
  const tool = words[compile] === 'compile' && words[compile - 1] === 'pip' ? 'uv' : 'pip-compile';
  const { given, ...stated } = statedBy(tool, words.slice(compile + 1));
  const output = given.values.findLast(([name]) => name === '--output-file')?.[1] ?? redirected?.trim();
  const place = placeOfCommand(files, tool, '', given.input, output);
  return place === undefined ? undefined : { tool, foundIn, ...place, stated, madeWith: undefined };
}
