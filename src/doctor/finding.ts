/** What `lockgen doctor` looks at, with the word that its lines begin with. docs/doctor.md has a section for each. */
export const CHECKS = {
  lockgen: 'lockgen',
  git: 'git',
  node: 'node',
  'gui-clients': 'GUI clients',
  python: 'Python',
  uv: 'uv',
  cache: 'cache',
  disk: 'disk',
  environment: 'environment',
  repository: 'repository',
  configuration: 'configuration',
  projects: 'projects',
  lockfiles: 'lockfiles',
  'hooks-folder': 'hooks folder',
  'pre-commit': 'pre-commit',
  'pre-merge-commit': 'pre-merge-commit',
  'merge-driver': 'merge driver',
  index: 'index',
  'left-over': 'left over',
} as const;

/** One of `CHECKS`; stable, for machines. */
export type CheckId = keyof typeof CHECKS;

/** `note`: no fault, and worth knowing; `unknown`: it could not be told. */
export type FindingState = 'ok' | 'not ok' | 'note' | 'unknown';

/** One line of the answer. */
export interface Finding {
  readonly check: CheckId;
  readonly state: FindingState;
  /** In one line. */
  readonly says: string;
  /** Commands that mend it, to be typed at the repository's root, each in a line. Default: none. */
  readonly mend?: readonly string[];
  /** What mends it where no command does. */
  readonly byHand?: string | undefined;
}

/** Finds of one check, by their state. */
export const found =
  (check: CheckId) =>
  (state: FindingState, says: string, how: Pick<Finding, 'mend' | 'byHand'> = {}): Finding => ({
    check,
    state,
    says,
    ...how,
  });

/** 1: something is not ok; 2: nothing is, as far as could be told; 0: all is well. */
export function doctorExitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ state }) => state === 'not ok')) return 1;
  return findings.some(({ state }) => state === 'unknown') ? 2 : 0;
}
