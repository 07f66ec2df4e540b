import type { ProgramRun } from '../report/replay-line.js';

/** A run that is told, for who wants to do it again. */
export interface ToldRun extends ProgramRun {
  /** The folder in which is all that it reads, and which is gone afterwards; absolute. */
  readonly root: string;
  /** What it is for. */
  readonly purpose: string;
}

/** What finding and running uv has to know of the machine; given, not looked up, so that a test can give another. */
export interface Surroundings {
  /** The environment that lockgen was started with, with a PATH that can be trusted (`trustedEnvironment`). */
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  /** lockgen's cache folder, absolute. Default: by the platform's convention. */
  readonly cache?: string | undefined;
  /** What this clone has on record (`recordedPrograms`); asked only where PATH and lockgen's cache don't serve. */
  readonly recorded?: () => Promise<{ readonly uv?: string; readonly python?: string }>;
  /** Folders whose content comes with commits (`workTrees`), in which no Python is looked for. Default: none. */
  readonly untrusted?: readonly string[];
  /** Called before something that can take longer than half a second. */
  readonly onProgress?: (message: string) => void;
  /** Hears of each run that asks an index, before it starts. Default: nobody does. */
  readonly onRun?: (run: ToldRun) => Promise<void>;
  /** Ends what is running. */
  readonly signal?: AbortSignal;
}
