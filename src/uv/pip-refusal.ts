import { hostsIn } from '../lockfile/hosts.js';

/** An index that answered, but not with what pip asked for. */
export interface Refusal {
  readonly host: string | undefined;
  /** The HTTP status. */
  readonly status: number;
}

const STATUS =
  /\b([45]\d\d) (?:Client|Server) Error|too many ([45]\d\d) error responses|HTTP error ([45]\d\d) while getting/;

/**
 * The refusal that pip met, in what it said and its log; of several not a 404, which any index gives for a package that
 * another one has.
 */
export function refusalIn(text: string): Refusal | undefined {
  const refusals = text.split('\n').flatMap((line) => {
    const [, ...found] = STATUS.exec(line) ?? [];
    const status = Number(found.find((one) => one !== undefined));
    if (Number.isNaN(status)) return [];
    const host = /\bhost='([^']+)'/.exec(line)?.[1] ?? hostsIn(line)[0];
    return [{ host, status }];
  });
  return refusals.find(({ status }) => status !== 404) ?? refusals[0];
}
