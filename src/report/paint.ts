/** Colours, where they mean something: red is stale or removed, green fresh or added, yellow what isn't known. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain = (text: string): string => text;

/** No colours. */
export const NO_PAINT: Paint = { red: plain, green: plain, yellow: plain, bold: plain, dim: plain };

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;

const COLOURS: Paint = {
  red: sgr(31, 39),
  green: sgr(32, 39),
  yellow: sgr(33, 39),
  bold: sgr(1, 22),
  dim: sgr(2, 22),
};

/**
 * Colours for an output, as the environment asks for them: `NO_COLOR` (any value but an empty one) forbids them
 * (no-color.org), `FORCE_COLOR` (any value but empty, `0` and `false`) and `CLICOLOR_FORCE` (the same; bixense.com/clicolors) have them
 * everywhere; else a terminal that isn't dumb has them, but with `CLICOLOR=0`.
 *
 * @param isTerminal - whether the output is one
 */
export function paintFor(env: NodeJS.ProcessEnv, isTerminal: boolean): Paint {
  if ((env.NO_COLOR ?? '') !== '') return NO_PAINT;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? NO_PAINT : COLOURS;
  const { CLICOLOR_FORCE = '' } = env;
  if (CLICOLOR_FORCE !== '' && CLICOLOR_FORCE !== '0') return COLOURS;
  return isTerminal && env.TERM !== 'dumb' && env.CLICOLOR !== '0' ? COLOURS : NO_PAINT;
}
