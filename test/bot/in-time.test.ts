/** Work that is done before the acknowledgement must go out, and work that is not. */

import { expect, it } from '@jest/globals';

import { inTime } from '../../src/bot/in-time.ts';

it('gives what was done in time', async () => {
  expect(await inTime(Promise.resolve('done'), 60_000)).toEqual({ inTime: true, value: 'done' });
});

it('fails as the work failed in time', async () => {
  await expect(inTime(Promise.reject(new Error('disk full')), 60_000)).rejects.toThrow('disk full');
});

it('gives work that takes longer a later', async () => {
  const work = Promise.withResolvers<string>();
  const timely = await inTime(work.promise, 1);
  work.resolve('done at last');
  expect(timely.inTime).toBe(false);
  expect(await (timely.inTime ? null : timely.later)).toBe('done at last');
});

it('hands on a failure that came later', async () => {
  const work = Promise.withResolvers<string>();
  const timely = await inTime(work.promise, 1);
  work.reject(new Error('disk full'));
  await expect(timely.inTime ? null : timely.later).rejects.toThrow('disk full');
});
