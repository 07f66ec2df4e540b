import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { quoted } from '../../src/completion/model.js';
import type { Shell } from '../../src/completion/shells.js';
import { run } from './run.js';
import { scratchFolder } from './scratch.js';
import { exclusively } from './shared.js';

const PLACES = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * A real shell's path. One that isn't there is installed from the system's packages, once.
 *
 * @throws Error where that takes somebody else
 */
async function realShell(shell: Shell): Promise<string> {
  const there = (): string | undefined =>
    PLACES.map((folder) => join(folder, shell)).find((path) => existsSync(path));
  const path = there();
  if (path !== undefined) return path;
  if (getuid?.() !== 0)
    throw new Error(`the tests of completion need ${shell}: sudo apt-get install ${shell}`);
  await exclusively('shells', async () => {
    if (there() !== undefined) return;
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = () => run('apt-get', ['install', '--yes', '--no-install-recommends', shell], { env });
    // A machine whose lists are older than the packages, or that has none.
    if ((await install()).exitCode === 0) return;
    await run('apt-get', ['update'], { env });
    const { exitCode, stderr } = await install();
    if (exitCode !== 0)
      throw new Error(`the tests of completion need ${shell}, and apt-get didn't give it: ${stderr}`);
  });
  const installed = there();
  if (installed === undefined) throw new Error(`apt-get install ${shell} gave no ${shell}`);
  return installed;
}

/** What a shell offers after a beginning of a command line, sorted; the line is what was typed before Tab. */
export type Offering = (line: string) => Promise<readonly string[]>;

/**
 * A shell that has read a completion script, in a folder.
 *
 * @param script lockgen's own, as it printed it
 */
export async function offering(
  shell: Shell,
  script: string,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Offering> {
  const path = await realShell(shell);
  const file = join(await scratchFolder(), 'completion');
  await writeFile(file, script);
  const ask = { bash: askBash, zsh: askZsh, fish: askFish }[shell];
  return async (line) => [...new Set(await ask(path, file, line, where))].sort();
}

type Ask = (
  shell: string,
  file: string,
  line: string,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
) => Promise<readonly string[]>;

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** Calls the function that bash would, with the words as bash splits them. */
const askBash: Ask = async (shell, file, line, where) => {
  const words = line.split(/(?<==)|(?==)| /);
  const program = `source ${quoted(file)}
COMP_WORDS=(${words.map(quoted).join(' ')})
COMP_CWORD=${words.length - 1}
function=$(complete -p lockgen | sed 's/.*-F \\([^ ]*\\).*/\\1/')
$function
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await run(shell, ['--norc', '--noprofile', '-c', program], where);
  if (stderr !== '') throw new Error(stderr);
  return linesOf(stdout);
};

const askFish: Ask = async (shell, file, line, where) => {
  const program = `source ${quoted(file)}; complete -C ${quoted(line)}`;
  const { stdout, stderr } = await run(shell, ['--no-config', '-c', program], where);
  if (stderr !== '') throw new Error(stderr);
  // A description follows.
  return linesOf(stdout).map((one) => one.split('\t')[0] ?? '');
};

/**
 * zsh completes for a terminal alone: one of its own is typed into, and each word that it adds is noted. What is typed
 * before zsh reads it would go to the terminal, which has a meaning of its own for some of it.
 */
const askZsh: Ask = async (shell, file, line, where) => {
  const scratch = await scratchFolder();
  const [note, ready, done] = ['offered', 'ready', 'done'].map((name) => quoted(join(scratch, name)));
  const inner = `unsetopt beep; PROMPT=
autoload -Uz compinit && compinit -D -u
source ${quoted(file)}
# compadd, as the system's functions call it, with what it would add.
compadd() {
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >>${note}
  builtin compadd "$@"
}
zle-line-init() { : >${ready} }
zle -N zle-line-init
tab() { zle complete-word; : >${done} }
zle -N tab
bindkey '^I' tab
`;
  await writeFile(join(scratch, '.zshrc'), inner);
  const waitFor = (path = ''): string => `for i in {1..600}; do [[ -e ${path} ]] && break; sleep 0.05; done`;
  const program = `zmodload zsh/zpty
zpty -b inner ${quoted(`ZDOTDIR=${scratch} ${shell} -i`)}
${waitFor(ready)}
zpty -w -n inner ${quoted(`${line}\t`)}
${waitFor(done)}
zpty -d inner`;
  const { stderr } = await run(shell, ['-f', '-c', program], where);
  if (stderr !== '') throw new Error(stderr);
  return linesOf(await readFile(join(scratch, 'offered'), 'utf8').catch(() => ''));
};
