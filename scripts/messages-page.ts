import { EXIT_CODES } from '../src/exit-codes.js';
import type { FailureMessage, ReportLine } from './messages.js';

/** The rules that the unit tests hold every message to. */
const VOICE = `- A message says what happened, and where: a path, with the line where there is one.
- Every failure has a next step behind \`next:\`: a command to type, or the edit to make.
- It begins in lower case, as it stands behind \`lockgen: \`, and ends without a full stop.
- It says what is, in the present or the past; it neither begs (please), nor shouts (!), nor regrets (sorry, oops, failed to, unable to).
- Short forms are used where they are spoken: \`can't\`, \`isn't\`, \`doesn't\`.
- What another program said follows below, indented, in its own words.
- A blocked commit has at most five lines of lockgen's above them.`;

/** How many ways of saying the same are shown, and how many next steps. */
const WAYS = 4;
const STEPS = 3;

const NOTICES = 'What reports and notices say';

/** Headings of the page, each with the source files whose failures stand under it. */
export const AREAS: readonly (readonly [string, RegExp])[] = [
  ['The command line', /^(?:cli|command-line|commands\/|doctor\/|installable\/|completion\/)/],
  ['Setting up', /^setup\//],
  ['Configuration', /^config\//],
  ['Projects', /^(?:project|python)\//],
  ['git', /^git\//],
  ['Lockfiles', /^(?:lockfile|verdict)\//],
  ['Resolving', /^resolve\//],
  ['uv', /^uv\//],
  ['As a library', /^api\//],
];

/** A message's place on the page: its own words, those that aren't known before apart. */
export function messageSlug(message: string): string {
  const words = message
    .replace(/\{\w+\}/g, ' ')
    .toLowerCase()
    .replace(/['’]/g, '')
    .match(/[a-z0-9]+/g);
  return (words ?? ['message']).slice(0, 9).join('-');
}

/** docs/messages.md: every message, by area. */
export function messagesPage(failures: readonly FailureMessage[], lines: readonly ReportLine[]): string {
  const seen = new Map<string, number>();
  const anchor = (message: string): string => {
    const slug = messageSlug(message);
    const count = (seen.get(slug) ?? 0) + 1;
    seen.set(slug, count);
    return `<a id="${count === 1 ? slug : `${slug}-${count}`}"></a>`;
  };
  const areas = AREAS.map(([title, pattern]) => {
    const mine = merged(failures.filter(({ path }) => pattern.test(path)));
    return mine.length === 0 ? '' : `\n## ${title}\n\n${mine.map((one) => entry(one, anchor)).join('')}`;
  });
  const titles = [...areas.join('').matchAll(/^## (.*)$/gm)].flatMap(([, title]) => title ?? []);
  return `# Messages

Jump to: ${[...titles, NOTICES].map((title) => `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`).join(' · ')}.
Read in five minutes: [the headlines alone](../test/fixtures/report/headlines.txt), and [what a person sees](../test/fixtures/report/catalogue.txt).

Every message of lockgen's, written by \`npm run schema\` from its code. \`{name}\` is filled in when it is said. Behind each failure stand its
[reason code](check.md#reason-codes), which JSON has, and the exit code. Where a message is said in several ways, each has a line. Commands are written
as \`lockgen …\`; under npm's \`node_modules\` they are printed as \`npx lockgen …\`.

The rules that they are written by, held by a test:

${VOICE}

# Failures
${areas.join('')}
# ${NOTICES}

Lines, or parts of lines, of what is printed when nothing failed, and the reasons of verdicts.
${lines.map(({ path, texts }) => `\n**${titleOf(path)}**\n\n${texts.map((text) => `- ${code(text)}\n`).join('')}`).join('')}`;
}

/** The same message from several places, once. */
function merged(failures: readonly FailureMessage[]): readonly FailureMessage[] {
  const found = new Map<string, FailureMessage>();
  for (const one of failures) {
    const key = JSON.stringify([one.messages, one.reasons]);
    const before = found.get(key);
    found.set(
      key,
      before === undefined ? one : { ...one, next: [...new Set([...before.next, ...one.next])] },
    );
  }
  return [...found.values()];
}

function entry({ messages, reasons, next }: FailureMessage, anchor: (message: string) => string): string {
  const exits = [...new Set(reasons.flatMap((reason) => exitOf(reason) ?? []))];
  const codes = `${reasons.map(code).join(', ')}${exits.length === 0 ? '' : `, exit ${exits.join(' or ')}`}`;
  const said = messages
    .slice(0, WAYS)
    .map((message) => `${anchor(message)}${code(message)}`)
    .join('<br>\n  ');
  const known = next.filter((step) => !/^(?:\{\w+\})?$/.test(step)).slice(0, STEPS);
  const steps = known.length > 0 ? known.map(code) : next.some((step) => step !== '') ? ['by the case'] : [];
  const shown = steps.map((step) => `<br>\n  next: ${step}`);
  return `- ${said} (${codes})${shown.join('')}\n`;
}

function exitOf(reason: string): number | undefined {
  return Object.entries(EXIT_CODES).find(([name]) => name === reason)?.[1];
}

const titleOf = (path: string): string => path.replace(/\.ts$/, '').replaceAll('-', ' ').replace('/', ': ');

function code(text: string): string {
  const shown = text.replaceAll('\n', ' ⏎ ').replaceAll('`', "'");
  return `\`${shown}\``;
}
