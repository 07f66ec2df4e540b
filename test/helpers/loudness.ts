/** A step's beginning, and how long it took. */
export const STEP = /^lockgen: debug: +\d+ ms \+ +\d+ ms {2}\S.*$/;

/** The commands that were printed. */
export const commandsIn = (stderr: string): readonly string[] => stderr.match(/^ {2}cd .*$/gm) ?? [];
