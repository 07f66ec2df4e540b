import { expect, it } from 'vitest';
import {
  LockfileGenerationError,
  LockfileValidationError,
  raising,
} from '../../../src/api/lockfile-error.js';
import { Failure } from '../../../src/failure.js';

it('has the defaults of an error that no program caused', () => {
  const error = new LockfileGenerationError('no');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'LockfileGenerationError', message: 'no', stderr: '', returnCode: 1 });
});

it.each([
  ['unsatisfiable', 1],
  ['hand-written', 1],
  ['configuration', 2],
  ['uv-missing', 2],
  ['interrupted', 130],
] as const)('a failure %s has the exit code %i', async (reason, returnCode) => {
  const failure = new Failure(reason, 'what happened', { next: 'what to do', detail: "uv's words\n" });
  const failing = raising(LockfileGenerationError, () => Promise.reject(failure));
  await expect(failing).rejects.toBeInstanceOf(LockfileGenerationError);
  await expect(failing).rejects.toMatchObject({
    message: 'what happened\nwhat to do',
    stderr: "uv's words\n",
    returnCode,
    reason,
    cause: failure,
  });
});

it('lets pass what is no foreseeable failure, and values', async () => {
  const defect = new TypeError('a defect');
  await expect(raising(LockfileValidationError, () => Promise.reject(defect))).rejects.toBe(defect);
  await expect(raising(LockfileValidationError, async () => 7)).resolves.toBe(7);
});
