/** What a logger writes of errors and fields that quote a secret. */

import { expect, it } from '@jest/globals';
import { pino } from 'pino';

import { cleanLogLine } from '../../src/cli/clean-log.ts';

const SECRET = 'correct-horse-battery';

/** What is logged, as it is written. */
function written(log: (logger: pino.Logger) => void): string {
  const lines: string[] = [];
  log(pino({ hooks: { streamWrite: cleanLogLine } }, { write: (line) => lines.push(line) }));
  return lines.join('');
}

it.each<[string, (logger: pino.Logger) => void]>([
  [
    'the message of an error',
    (logger) => logger.error({ err: new Error(`no: DB_PASS=${SECRET} host=db`) }, 'failed'),
  ],
  [
    'the cause of an error',
    (logger) => logger.error({ err: new Error('no', { cause: new Error(`token=${SECRET}`) }) }, 'failed'),
  ],
  [
    'a field of an error',
    (logger) =>
      logger.error({ err: Object.assign(new Error('no'), { body: `{"password":"${SECRET}"}` }) }, 'failed'),
  ],
  ['a field by its name', (logger) => logger.error({ config: { apiKey: SECRET, host: 'db' } }, 'failed')],
  ['a text of two lines', (logger) => logger.warn({ because: `password:\n  ${SECRET}` }, 'failed')],
  [
    'a number behind a name',
    (logger) => logger.warn({ because: `{"password":1234567,"x":"${SECRET.length}"}` }, 'failed'),
  ],
  ['the message itself', (logger) => logger.warn({}, `failed: jdbc:oracle:thin:etl/${SECRET}@db:1521`)],
])('%s is clean, and the line is JSON', (_, log) => {
  const line = written(log);
  expect(JSON.parse(line)).toMatchObject({ msg: expect.stringContaining('failed') });
  expect(line).toContain('[redacted]');
  expect(line).not.toContain(SECRET);
  expect(line).not.toContain('1234567');
});

it('a line without a secret is written as it was', () => {
  const line =
    '{"level":30,"time":1,"alarm":"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:late","msg":"joins #4"}\n';
  expect(cleanLogLine(line)).toBe(line);
});
