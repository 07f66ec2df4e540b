import { expect, test } from 'vitest';
import { Failure } from '../../src/failure.js';

test('a failure has no password of a URL, whoever wrote its words', () => {
  const { message, next, detail } = new Failure('git', 'https://me:secret@host.example/', {
    next: 'ask https://secret@host.example/',
    detail: 'GET https://host.example/?token=secret',
  });
  expect([message, next, detail]).toEqual([
    'https://***@host.example/',
    'ask https://***@host.example/',
    'GET https://host.example/?token=***',
  ]);
});
