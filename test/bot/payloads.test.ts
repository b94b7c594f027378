/** Deliveries of Slack, read: what fits is decoded, what does not is null, and nothing throws. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readPress, readSlash, readSubmission } from '../../src/bot/payloads.ts';

const READERS = { readSlash, readPress, readSubmission };

const SLASH = {
  team_id: 'T0TEAM',
  user_id: 'U0RESPONDER',
  text: 'logs',
  channel_id: 'C0ALERTS',
  channel_name: 'todo-etl-alerts',
  response_url: 'https://hooks.slack.com/1',
  trigger_id: '1.2',
};
const PRESS = {
  team: { id: 'T0TEAM' },
  user: { id: 'U0RESPONDER', team_id: 'T0TEAM' },
  trigger_id: '1.2',
  response_url: 'https://hooks.slack.com/1',
  channel: { id: 'C0ALERTS', name: 'todo-etl-alerts' },
  container: { message_ts: '10.1', thread_ts: '9.1' },
  actions: [{ action_id: 'incident.acknowledge/1', action_ts: '11.1', value: '42' }],
};
const SUBMISSION = {
  team: { id: 'T0TEAM' },
  user: { id: 'U0RESPONDER' },
  view: { id: 'V1', hash: 'h1', callback_id: 'view.note/1', private_metadata: '{}', state: { values: {} } },
};

describe('a press', () => {
  it('is read with the place it comes from', () => {
    expect(readPress(PRESS)).toEqual({
      by: { kind: 'person', team: 'T0TEAM', user: 'U0RESPONDER' },
      delivery: 'press:T0TEAM:U0RESPONDER:incident.acknowledge/1:11.1',
      actionId: 'incident.acknowledge/1',
      value: '42',
      channelId: 'C0ALERTS',
      channelName: 'todo-etl-alerts',
      triggerId: '1.2',
      responseUrl: 'https://hooks.slack.com/1',
      threadTs: '9.1',
      isPrivate: false,
      origin: { channel: 'C0ALERTS', thread: '9.1' },
    });
  });

  it.each([{ message_ts: '10.1' }, { message_ts: '10.1', thread_ts: '10.1' }])(
    'in the channel itself is in no thread: %j',
    (container) => {
      expect(readPress({ ...PRESS, container })).toMatchObject({
        threadTs: null,
        origin: { thread: '10.1' },
      });
    },
  );

  it('of a stranger keeps the workspace that the stranger is from', () => {
    expect(readPress({ ...PRESS, user: { id: 'U0STRANGER', team_id: 'T0OTHER' } })?.by).toMatchObject({
      team: 'T0OTHER',
    });
  });

  it('in a form has no place', () => {
    const { channel: _channel, response_url: _url, ...inForm } = PRESS;
    expect(readPress(inForm)).toMatchObject({ responseUrl: null, origin: null, channelId: '' });
  });

  it.each(['privategroup', 'directmessage'])('where Slack tells no name has none: %s', (name) => {
    expect(readPress({ ...PRESS, channel: { id: 'G1', name } })?.channelName).toBeNull();
    expect(readSlash({ ...SLASH, channel_name: name })?.channelName).toBeNull();
  });
});

describe('a submission', () => {
  it('is one by its view and the hash of what was shown', () => {
    expect(readSubmission(SUBMISSION)?.delivery).toBe('view:V1:h1');
    expect(readSubmission({ ...SUBMISSION, view: { ...SUBMISSION.view, hash: 'h2' } })?.delivery).toBe(
      'view:V1:h2',
    );
  });
});

describe('anything else', () => {
  it.each(Object.entries(READERS))('never makes %s throw', (_, read) => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
        (body) => {
          expect(read(body)).toBeNull();
        },
      ),
    );
  });

  it.each([
    ['readSlash', readSlash, SLASH],
    ['readPress', readPress, PRESS],
    ['readSubmission', readSubmission, SUBMISSION],
  ] as const)('nearly right is read or null, never half: %s', (_, read, body) => {
    const whole = read(body);
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(body)), fc.anything(), (path, value) => {
        const outcome = read(replaced(body, path, value));
        // Whatever one field holds, a delivery that is read has everything that is needed to answer it.
        if (outcome !== null) expect(Object.keys(outcome)).toEqual(Object.keys(whole ?? {}));
      }),
    );
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole)) {
    return whole.map((each: unknown, index) => (String(index) === key ? replaced(each, rest, value) : each));
  }
  const fields = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  return Object.fromEntries(
    fields.map(([name, inner]) => [name, name === key ? replaced(inner, rest, value) : inner]),
  );
}
