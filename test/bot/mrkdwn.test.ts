import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  code,
  cutMrkdwn,
  escape,
  escapeLines,
  link,
  mention,
  pre,
  prose,
  when,
} from '../../src/bot/mrkdwn.ts';
import { HOSTILE } from '../support/slack-text.ts';

const LIVE = /<[!@#]|<https?|<mailto/;

/** Text made of everything that means something to Slack, mixed with any other character. */
const awkward = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<!channel>',
        '<@U1>',
        '<#C1>',
        '<https://x.example|y>',
        '`',
        '```',
        '*',
        '_',
        '~',
        '>',
        '<',
        '&',
        '@here',
        '\n',
      ),
      fc.constantFrom(
        '@everyone',
        'http://',
        'https://x',
        ':smile:',
        ':',
        'a',
        'Z9',
        ' ',
        '\u0000',
        '\u202E',
        '\uD800',
        '表',
        '🧯',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('escape', () => {
  it('lets nothing through that Slack would act on', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const shown = escape(text, 10_000);
        expect(shown).not.toMatch(/[<>\n`]/);
        expect(shown).not.toMatch(LIVE);
        expect(shown.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        expect(shown).not.toMatch(/@(?:channel|here|everyone)/i);
        expect(shown).not.toMatch(/https?:\/\//i);
        expect(shown).not.toMatch(/(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])/);
        expect(shown).not.toMatch(/^(?:&gt;)/);
      }),
    );
  });

  it('leaves names, numbers, Chinese and emoji as they are', () => {
    const text = 'silver_users 3*4 03:00:00 a-b.c/d 表が空です 🧯';
    expect(escape(text)).toBe(text);
  });

  it('shows the same characters, entities and lookalikes aside', () => {
    expect(escape('a < b & *c*')).toBe('a &lt; b &amp; \u2217c\u2217');
  });

  it('makes one line of many and drops controls that reorder it', () => {
    expect(escape('one\r\n\ttwo\u202Ethree\u0007')).toBe('one twothree');
  });

  it('cuts long text before escaping and marks the cut', () => {
    const shown = escape('x'.repeat(10_000), 300);
    expect(shown).toHaveLength(300);
    expect(shown.endsWith('…')).toBe(true);
  });
});

describe('escapeLines', () => {
  it('keeps lines and escapes each of them', () => {
    expect(escapeLines('first <b>\r\n\r\n> second', 100)).toBe('first &lt;b&gt;\n\u2060&gt; second');
  });
});

describe('prose', () => {
  it('keeps code, links and bullets of a runbook', () => {
    expect(prose('- See **both** `glue_log` and\n[the page](https://docs.aws.amazon.com/glue)', 200)).toBe(
      '• See both `glue_log` and\n<https://docs.aws.amazon.com/glue|the page>',
    );
  });

  it('lets nothing else through', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const rest = prose(text, 10_000)
          .replaceAll(/`[^`\n]+`/g, '')
          .replaceAll(/<https:\/\/[^<>|]+\|[^<>]+>/g, '');
        expect(rest).not.toMatch(/[<>`]/);
        expect(rest).not.toMatch(/@(?:channel|here|everyone)/i);
      }),
    );
  });
});

describe('code', () => {
  it('makes exactly one span that nothing inside can end', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const shown = code(text, 10_000);
        expect(shown).toMatch(/^(?:`[^`\n]+`|\(empty\))$/);
        expect(shown).not.toMatch(/[<>]/);
      }),
    );
  });

  it('keeps what is to be copied', () => {
    expect(code('/etl retry silver_users --workers 20')).toBe('`/etl retry silver_users --workers 20`');
  });
});

describe('pre', () => {
  it('makes exactly one block that nothing inside can end', () => {
    fc.assert(
      fc.property(fc.array(awkward, { maxLength: 10 }), (lines) => {
        const shown = pre(lines, 5_000);
        if (shown === '') return;
        expect(shown).toMatch(/^```\n[^`]*\n```$/);
        expect(shown).not.toMatch(/[<>]/);
      }),
    );
  });

  it('is nothing for nothing', () => {
    expect(pre(['', '  '])).toBe('');
  });
});

describe('mention', () => {
  it('mentions people and user groups only by their ids', () => {
    expect(mention('U0RESPONDER')).toBe('<@U0RESPONDER>');
    expect(mention('S0DATALEADS')).toBe('<!subteam^S0DATALEADS>');
    expect(mention('U1> <!channel')).toBe('U1&gt; &lt;!channel');
    expect(mention('@here')).not.toContain('@here');
  });
});

describe('when', () => {
  const at = Date.UTC(2026, 10, 12, 3, 1, 59);

  it('gives Slack whole seconds and everybody else UTC', () => {
    expect(when(at)).toBe(`<!date^${at / 1_000}^{time}|03:01 UTC>`);
    expect(when(at + 250, 'day')).toBe(
      `<!date^${at / 1_000}^{date_short_pretty} {time}|2026-11-12 03:01 UTC>`,
    );
  });

  it('says so when there is no such moment', () => {
    expect(when(Number.NaN)).toBe('at an unknown time');
  });
});

describe('link', () => {
  it('links https and nothing else', () => {
    expect(link('https://console.aws.amazon.com/a?b=1&c=2', 'logs')).toBe(
      '<https://console.aws.amazon.com/a?b=1&amp;c=2|logs>',
    );
    for (const url of [
      'http://x.example',
      'javascript:alert(1)',
      'slack://x',
      'not a url',
      'https://user:pw@x.example',
    ]) {
      expect(link(url, 'logs')).toBe('logs');
    }
  });

  it('cannot be left by its address or its label', () => {
    fc.assert(
      fc.property(awkward, awkward, (path, label) => {
        expect(link(`https://x.example/${path}`, label)).toMatch(/^<https:\/\/x\.example[^<>|]*\|[^<>]+>$/);
      }),
    );
  });
});

describe('cutMrkdwn', () => {
  const finished = fc
    .array(
      fc.oneof(
        awkward.map((text) => escape(text)),
        awkward.map((text) => code(text)),
        awkward.map((text) => pre([text])),
      ),
      { maxLength: 6 },
    )
    .map((parts) => [when(Date.UTC(2026, 10, 12)), mention('U0RESPONDER'), ...parts].join(' '));

  it('keeps the limit, every token whole and every span closed', () => {
    fc.assert(
      fc.property(finished, fc.integer({ min: 0, max: 400 }), (text, limit) => {
        const cut = cutMrkdwn(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit < text.length ? limit : text.length);
        const rest = cut.replaceAll(/<!date\^\d+\^[^|]+\|[^>]+>|<@U0RESPONDER>/g, '');
        expect(rest).not.toMatch(/[<>]/);
        expect(rest.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        expect(rest.replaceAll(/```[^`]*```|`[^`\n]+`/g, '')).not.toContain('`');
      }),
    );
  });

  it('leaves short text alone', () => {
    expect(cutMrkdwn(escape(HOSTILE), 3_000)).toBe(escape(HOSTILE));
  });
});
