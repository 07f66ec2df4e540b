import { randomBytes } from 'node:crypto';

/** A secret that is nowhere else in the world, so that wherever it is found, it has leaked. */
export interface Canary {
  /** As a person would have it: with characters that a URL can't have as they are. */
  readonly secret: string;
  /** Percent-encoded, as the user part of a URL takes it. */
  readonly encoded: string;
  /** What it looks like wherever it is: plain, percent-encoded (the same letters) and in base64. */
  readonly forms: readonly string[];
  /** Whether a text has it, plain, percent-encoded or in base64. */
  isIn(text: string | Buffer): boolean;
}

/** Makes a secret. */
export function makeCanary(): Canary {
  const core = `canary${randomBytes(9).toString('hex')}`;
  const secret = `p:${core}/?s`;
  const forms = [core, ...base64Forms(core)];
  return {
    secret,
    encoded: encodeURIComponent(secret),
    forms,
    isIn: (text) => {
      const searched = Buffer.isBuffer(text) ? text : Buffer.from(text);
      return forms.some((form) => searched.includes(form));
    },
  };
}

/** What base64 makes of a text wherever it stands in another: the letters that its neighbours have no part in. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${' '.repeat(offset)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(offset === 0 ? 0 : offset + 1, -2);
  });
}
