/** The arguments that operations on Glue jobs share, within the bounds that AWS sets. */

import { option, positional, textLike } from './arguments.ts';

// Glue's name string: 1 to 255 printable characters or tabs.
const JOB_NAME = /^(?=.{1,255}$)[\t\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]{1,255}$/u;
const RUN_ID = /^jr_[A-Za-z0-9_-]{1,250}$/;

/** A job by name, or several by pattern. */
export const JOB_PATTERN = textLike(JOB_NAME, {
  expected: 'the name of a Glue job or a pattern such as silver-*',
});

/** The job that it is about. */
export const JOB = positional(
  textLike(JOB_NAME, { expected: 'the name of a Glue job, 1 to 255 characters' }),
  { summary: 'The Glue job', example: '<job>' },
);

/** What has a log that tells of errors. */
export const LOGGED = positional(
  textLike(JOB_NAME, {
    expected: 'the name of a Glue job, a function or a delivery stream, 1 to 255 characters',
  }),
  { summary: 'The Glue job, function or delivery stream', example: '<job, function or stream>' },
);

/** One run of the job, or null for the latest that failed. */
export const RUN = option(
  textLike(RUN_ID, {
    expected: 'a run id that begins with jr_',
    remedy: 'Leave --run out to take the latest failed run.',
  }),
  { summary: 'A run instead of the latest failed one', example: 'jr_0a1b…' },
);
