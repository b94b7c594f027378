import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TextNode } from '../../sandbox/page/client/text/nodes.ts';
import { formatSlackDate } from '../../sandbox/page/client/text/dates.ts';
import { parseMarkdown } from '../../sandbox/page/client/text/markdown.ts';
import { parseMrkdwn } from '../../sandbox/page/client/text/mrkdwn.ts';

const text = (value: string): TextNode => ({ kind: 'text', text: value });

describe('spans', () => {
  it.each([
    ['*bold*', 'bold'],
    ['_italic_', 'italic'],
    ['~strike~', 'strike'],
  ] as const)('%s is %s', (source, kind) => {
    expect(parseMrkdwn(source)).toEqual([{ kind, children: [text(kind)] }]);
  });

  it('nest within one another', () => {
    expect(parseMrkdwn('*_both_ here*')).toEqual([
      { kind: 'bold', children: [{ kind: 'italic', children: [text('both')] }, text(' here')] },
    ]);
  });

  it.each(['snake_case_name', '2*3*4', '* not bold *', '*open', '_', '**', 'a ~ b ~ c', '*over\nlines*'])(
    'leaves %j as it is',
    (source) => {
      expect(plain(parseMrkdwn(source))).toBe(source);
      expect(kinds(parseMrkdwn(source))).not.toContain('bold');
      expect(kinds(parseMrkdwn(source))).not.toContain('italic');
      expect(kinds(parseMrkdwn(source))).not.toContain('strike');
    },
  );

  it('end at a marker that punctuation follows', () => {
    expect(parseMrkdwn('(*silver-users*): failed')).toEqual([
      text('('),
      { kind: 'bold', children: [text('silver-users')] },
      text('): failed'),
    ]);
  });

  it('step over code and links that hold their marker', () => {
    expect(parseMrkdwn('*a `b*` c*')).toEqual([
      { kind: 'bold', children: [text('a '), { kind: 'code', text: 'b*' }, text(' c')] },
    ]);
  });
});

describe('code', () => {
  it('keeps markers and decodes entities', () => {
    expect(parseMrkdwn('run `*a* &lt;b&gt;` now')).toEqual([
      text('run '),
      { kind: 'code', text: '*a* <b>' },
      text(' now'),
    ]);
  });

  it('keeps the lines of a fence and takes the line ends around it', () => {
    expect(parseMrkdwn('log:\n```\nline 1\n  line 2\n```\ndone')).toEqual([
      text('log:'),
      { kind: 'pre', text: 'line 1\n  line 2' },
      text('done'),
    ]);
  });

  it('shows a link in a fence as its label', () => {
    expect(parseMrkdwn('```see <https://example.com|here>```')).toEqual([{ kind: 'pre', text: 'see here' }]);
  });
});

describe('quotes', () => {
  it('join consecutive lines, written as > or &gt;', () => {
    expect(parseMrkdwn('&gt; one\n> two\nthree')).toEqual([
      { kind: 'quote', children: [text('one'), { kind: 'break' }, text('two')] },
      text('three'),
    ]);
  });

  it('run to the end after >>>', () => {
    expect(parseMrkdwn('>>> one\ntwo')).toEqual([
      { kind: 'quote', children: [text('one'), { kind: 'break' }, text('two')] },
    ]);
  });
});

describe('what stands in angle brackets', () => {
  it.each<[string, TextNode]>([
    ['<@U0RESPONDER>', { kind: 'user', id: 'U0RESPONDER', label: null }],
    ['<@U0RESPONDER|responder>', { kind: 'user', id: 'U0RESPONDER', label: 'responder' }],
    ['<#C0ALERTS|alerts>', { kind: 'channel', id: 'C0ALERTS', label: 'alerts' }],
    ['<!subteam^S0LEADS|@data-leads>', { kind: 'group', id: 'S0LEADS', label: '@data-leads' }],
    ['<!here>', { kind: 'broadcast', name: 'here' }],
    ['<!channel>', { kind: 'broadcast', name: 'channel' }],
    ['<!here|here>', { kind: 'broadcast', name: 'here' }],
    [
      '<https://example.com/a?b=1&amp;c=2|#42>',
      { kind: 'link', url: 'https://example.com/a?b=1&c=2', children: [text('#42')] },
    ],
    [
      '<mailto:a@example.com>',
      { kind: 'link', url: 'mailto:a@example.com', children: [text('a@example.com')] },
    ],
    [
      '<!date^1700000000^{date_short_pretty} {time}|14 Nov>',
      {
        kind: 'date',
        seconds: 1_700_000_000,
        format: '{date_short_pretty} {time}',
        url: null,
        fallback: '14 Nov',
      },
    ],
    [
      '<!date^1700000000^{time}^https://example.com|then>',
      {
        kind: 'date',
        seconds: 1_700_000_000,
        format: '{time}',
        url: 'https://example.com',
        fallback: 'then',
      },
    ],
  ])('%s', (source, node) => {
    expect(parseMrkdwn(source)).toEqual([node]);
  });

  it.each([
    '<javascript:alert(1)|press>',
    '<data:text/html,x>',
    '<!nonsense>',
    '<!date^soon^{time}|soon>',
    '<',
    '<>',
    '<a b>',
  ])('shows %j as text', (source) => {
    expect(parseMrkdwn(source)).toEqual([text(source)]);
  });

  it('takes a bare address without the punctuation after it', () => {
    expect(parseMrkdwn('see https://example.com/a_b_c.')).toEqual([
      text('see '),
      { kind: 'link', url: 'https://example.com/a_b_c', children: [text('https://example.com/a_b_c')] },
      text('.'),
    ]);
  });
});

describe('characters', () => {
  it('decodes each entity once', () => {
    expect(parseMrkdwn('&lt;b&gt; &amp;lt; &amp;amp;')).toEqual([text('<b> &lt; &amp;')]);
  });

  it('turns known emoji names into characters and leaves the others and times alone', () => {
    expect(parseMrkdwn(':red_circle: :not_an_emoji: 14:03:07')).toEqual([
      { kind: 'emoji', name: 'red_circle', unicode: '🔴' },
      text(' :not_an_emoji: 14:03:07'),
    ]);
  });

  it('does not take names of object methods for emoji', () => {
    expect(parseMrkdwn(':constructor:')).toEqual([text(':constructor:')]);
  });
});

describe('any text', () => {
  const anything = fc.string({
    unit: fc.constantFrom(...'*_~`<>|&!@#^:;.\n -aZ9é🔴', '```', '&gt;', '<!here>', '<@U1>', 'https://x.y'),
    maxLength: 60,
  });

  it('is read without an error, and links lead only to http, https and mailto', () => {
    fc.assert(
      fc.property(anything, (source) => {
        for (const node of flatten(parseMrkdwn(source))) {
          if (node.kind === 'link') expect(node.url).toMatch(/^(https?:\/\/|mailto:)/);
        }
      }),
    );
  });

  it('mentions nobody and hides no link once it is escaped', () => {
    fc.assert(
      fc.property(anything, (source) => {
        const nodes = flatten(parseMrkdwn(escaped(source)));
        expect(
          nodes.filter((node) => ['user', 'channel', 'group', 'broadcast', 'date'].includes(node.kind)),
        ).toEqual([]);
        for (const node of nodes) if (node.kind === 'link') expect(plain(node.children)).toBe(node.url);
      }),
    );
  });

  it('without markup comes back as it was', () => {
    const words = fc.string({ unit: fc.constantFrom(...'abc XYZ012&<>,;!?\n'), maxLength: 60 });
    fc.assert(
      fc.property(words, (source) => {
        // A line that begins with > is a quote, in Slack too, and loses its mark.
        fc.pre(!source.split('\n').some((line) => line.startsWith('>')));
        expect(plain(parseMrkdwn(escaped(source)))).toBe(source);
      }),
    );
  });
});

describe('dates', () => {
  const setting = { timeZone: 'Europe/Berlin', locale: 'en-GB', nowMs: Date.parse('2026-03-02T03:10:00Z') };
  const seconds = (iso: string) => Date.parse(iso) / 1_000;

  it.each([
    ['{time}', '2026-03-02T02:00:00Z', '03:00'],
    ['{time_secs}', '2026-03-02T02:00:07Z', '03:00:07'],
    ['{date_num}', '2026-03-01T23:30:00Z', '2026-03-02'],
    ['{date_short}', '2026-03-02T02:00:00Z', '2 Mar 2026'],
    ['{date}', '2026-03-02T02:00:00Z', '2 March 2026'],
    ['{date_short_pretty} at {time}', '2026-03-02T02:00:00Z', 'Today at 03:00'],
    ['since {date_pretty}', '2026-03-01T12:00:00Z', 'since yesterday'],
    ['{date_pretty}', '2026-03-03T12:00:00Z', 'Tomorrow'],
    ['{ago}', '2026-03-02T03:00:00Z', '10 minutes ago'],
    ['{nonsense} {time}', '2026-03-02T02:00:00Z', '{nonsense} 03:00'],
  ])('%s of %s is %s', (template, iso, shown) => {
    expect(formatSlackDate(template, seconds(iso), setting)).toBe(shown);
  });
});

describe('the markdown block', () => {
  it('reads headings, lists, quotes, fences and spans', () => {
    expect(
      parseMarkdown(
        '## Next\n1. **Retry** now\n2. [wait](https://example.com)\n> or *not*\n```sh\na *b*\n```',
      ),
    ).toEqual([
      { kind: 'heading', children: [text('Next')] },
      {
        kind: 'list',
        ordered: true,
        start: 1,
        indent: 0,
        items: [[{ kind: 'bold', children: [text('Retry')] }, text(' now')]],
      },
      {
        kind: 'list',
        ordered: true,
        start: 2,
        indent: 0,
        items: [[{ kind: 'link', url: 'https://example.com', children: [text('wait')] }]],
      },
      { kind: 'quote', children: [text('or '), { kind: 'italic', children: [text('not')] }] },
      { kind: 'pre', text: 'a *b*' },
    ]);
  });

  it('shows raw HTML and unsafe links as text', () => {
    const source = '<img src=x> [press](javascript:alert(1))';
    expect(plain(parseMarkdown(source))).toBe(source);
    expect(kinds(parseMarkdown(source))).toEqual(['text']);
  });

  it('reads any text without an error', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'*_~`[]()<>#-1. \na', '```'), maxLength: 60 });
    fc.assert(fc.property(anything, (source) => expect(Array.isArray(parseMarkdown(source))).toBe(true)));
  });
});

function escaped(source: string): string {
  return source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function flatten(nodes: readonly TextNode[]): readonly TextNode[] {
  return nodes.flatMap((node) => ('children' in node ? [node, ...flatten(node.children)] : [node]));
}

function kinds(nodes: readonly TextNode[]): readonly string[] {
  return [...new Set(flatten(nodes).map((node) => node.kind))];
}

/** The characters of text that has no mentions or dates. */
function plain(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'break') return '\n';
      if ('children' in node) return plain(node.children);
      return 'text' in node ? node.text : '';
    })
    .join('');
}
