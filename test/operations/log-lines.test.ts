import { describe, expect, it } from '@jest/globals';
import { BASE64, drawn } from '../lib/secrets/drawn.ts';
import { LONGEST_EVENT, LONGEST_LINE, readLines, type LogEvent } from '../../src/operations/log-lines.ts';

const now = async (): Promise<void> => {};

function eventsOf(...messages: readonly string[]): readonly LogEvent[] {
  return messages.map((message, at) => ({ at, message }));
}

async function textsOf(message: string): Promise<readonly string[]> {
  const { lines } = await readLines(eventsOf(message), 100, now);
  return lines.map(({ text }) => text);
}

describe('the lines of a log', () => {
  it('are the last, in their order, without blank ones', async () => {
    const read = await readLines(eventsOf('one', 'two\r\n\n  three  \n', 'four'), 3, now);
    expect(read.lines.map(({ at, text }) => [at, text])).toEqual([
      [1, 'two'],
      [1, '  three'],
      [2, 'four'],
    ]);
    expect(read).toMatchObject({ hadMore: true, hadLonger: false });
  });

  it('are all there when there are no more than were asked for', async () => {
    expect(await readLines(eventsOf('one', 'two'), 2, now)).toMatchObject({
      lines: [{ text: 'one' }, { text: 'two' }],
      hadMore: false,
      hadLonger: false,
    });
  });

  it('say when one of them was cut, and when an event was', async () => {
    const [line] = await textsOf('a'.repeat(LONGEST_LINE + 1));
    expect(line).toBe(`${'a'.repeat(LONGEST_LINE - 1)}…`);
    expect((await readLines(eventsOf('a'.repeat(LONGEST_LINE + 1)), 1, now)).hadLonger).toBe(true);
    expect((await readLines(eventsOf('word\n'.repeat(LONGEST_EVENT)), 9_000, now)).hadLonger).toBe(true);
    expect((await readLines(eventsOf('a'.repeat(LONGEST_LINE)), 1, now)).hadLonger).toBe(false);
  });

  it('know a key that spans lines, a quoted secret that does, and a secret at which an event or a line is cut', async () => {
    expect(await textsOf('password="hunter\nhunter2"')).toEqual(['password="[redacted]', '[redacted]"']);
    expect(
      await textsOf('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\nafter'),
    ).toEqual(['[redacted]', 'after']);
    const key = 'AKIAIOSFODNN7EXAMPLE';
    for (const cut of [1, 4, 8, 12, 19]) {
      const inLine = 'x '.repeat((LONGEST_LINE - cut) / 2);
      expect((await textsOf(`${inLine}${key} after`)).join('')).not.toContain('AKIA');
      const inEvent = 'word\n'.repeat(LONGEST_EVENT / 5).slice(0, LONGEST_EVENT - cut - 1);
      const { lines } = await readLines(eventsOf(`${inEvent}\n${key}\nafter`), 9_000, now);
      expect(lines.map(({ text }) => text).join('')).not.toContain('A');
    }
  });

  it('know a key and a quoted secret that go on in later events, and show the events after them', async () => {
    const body = [1, 2, 3].map((seed) => drawn(BASE64, 64, seed));
    const read = await readLines(
      eventsOf(
        'INFO reads',
        '-----BEGIN RSA PRIVATE KEY-----',
        ...body,
        '-----END RSA PRIVATE KEY-----',
        'password="one',
        'two" user=etl',
        'INFO ended',
      ),
      100,
      now,
    );
    expect(read.lines.map(({ text }) => text)).toEqual([
      'INFO reads',
      '[redacted]',
      'password="[redacted]',
      '[redacted]" user=etl',
      'INFO ended',
    ]);
  });

  it('show no half of a password at which an event is cut, wherever its line began', async () => {
    const password = 'Hunter2'.repeat(20);
    for (const shown of [10, 70, 130]) {
      for (const before of [0, 1, 60, 120]) {
        const address = `${'x'.repeat(LONGEST_LINE + before - shown)}://etl:`;
        const above = 'a'.repeat(LONGEST_EVENT - address.length - shown - 1);
        const texts = await textsOf(`${above}\n${address}${password}@db:5432/todo\nafter`);
        expect(texts.join('')).not.toContain('Hunter');
      }
    }
  });

  it('cost no more than the lines asked for, however much was written', async () => {
    const asked = 100;
    const read: string[] = [];
    // An event is only a promise of work here: whoever looks into it is counted.
    const events = Array.from({ length: 5_000 }, (_, at) => ({
      at,
      get message() {
        read.push(String(at));
        return `INFO line ${at}`;
      },
    }));
    await readLines(events, asked, now);
    expect(new Set(read).size).toBe(asked);
  });

  it('leave everybody a turn while the largest page is read', async () => {
    let pauses = 0;
    const page = Array.from({ length: 32 }, (_, at) => ({ at, message: 'a'.repeat(LONGEST_EVENT) }));
    await readLines(page, 5_000, async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThanOrEqual(page.length);
  });
});
