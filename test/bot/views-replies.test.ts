import type { Risk } from '../../src/operations/operation.ts';
import type { Reply } from '../../src/handlers/reply.ts';

import { describe, expect, it } from '@jest/globals';

import { replyMessage } from '../../src/bot/views/reply.ts';
import {
  aChecklist,
  aFinding,
  anIncident,
  anAlarm,
  aProcedure,
  aRun,
  aRunbookStep,
  NIGHT,
  person,
} from '../support/builders.ts';
import { faultsOf, HOSTILE, labelsOf, leaksOf, linesOf, tableOf } from '../support/slack-text.ts';

const long = HOSTILE.repeat(40);
const many = Array.from({ length: 40 }, (_, index) =>
  anIncident({ number: index + 1, title: long, alarms: [anAlarm({ name: long })] }),
);
const finding = aFinding({
  summary: long,
  facts: Array.from({ length: 20 }, () => ({ label: long, value: long })),
  table: { columns: [long, 'b'], rows: Array.from({ length: 40 }, () => [long, 'x']) },
  excerpt: { title: long, lines: Array.from({ length: 100 }, () => long) },
  links: [
    { label: long, url: 'https://console.aws.amazon.com/x' },
    { label: 'bad', url: 'javascript:x' },
  ],
  next: [long, '/etl status'],
});
const procedure = aProcedure({
  title: long,
  symptoms: [long],
  phases: Array.from({ length: 8 }, () => ({
    title: long,
    afterwards: false,
    steps: Array.from({ length: 12 }, () => aRunbookStep({ text: long, command: long })),
  })),
});
const verb = {
  verb: 'retry',
  usage: '/etl retry <job>',
  summary: 'Start a job again',
  risk: 'change',
  allowed: false,
} as const;
const argument = {
  name: 'workers',
  summary: 'How many',
  form: 'option',
  required: false,
  example: '20',
} as const;
const match = { procedure, because: long };

const REPLIES: readonly Reply[] = [
  { kind: 'said', text: `Noted.\n${long}` },
  { kind: 'already', what: long, by: person(), at: NIGHT },
  { kind: 'already', what: '#42 is acknowledged', by: null, at: null },
  { kind: 'refused', text: long, ask: ['U0OPERATOR', HOSTILE], next: [long] },
  { kind: 'panel', incidents: many, of: many.length, level: 'responder' },
  { kind: 'panel', incidents: [], of: 0, level: null },
  {
    kind: 'help',
    verbs: Array.from({ length: 60 }, () => ({ ...verb, summary: long, arguments: [argument] })),
    about: null,
  },
  { kind: 'help', verbs: [], about: { ...verb, arguments: [argument] } },
  { kind: 'incidents', incidents: many, of: many.length },
  { kind: 'incidents', incidents: [], of: 0 },
  {
    kind: 'incident',
    incident: anIncident({ title: long }),
    checklists: [aChecklist()],
    cardIn: 'C0ALERTS',
  },
  { kind: 'finding', command: long, finding },
  { kind: 'working', run: aRun({ command: long, risk: 'read' }), soFar: long },
  { kind: 'started', run: aRun({ command: long }), already: true },
  {
    kind: 'preview',
    risk: 'destructive',
    intent: long,
    command: `/etl retry ${'x'.repeat(300)}`,
    step: null,
  },
  {
    kind: 'preview',
    risk: 'change',
    intent: long,
    command: '/etl retry users',
    step: { checklist: 'c-1', step: '2.2' },
  },
  {
    kind: 'procedures',
    words: long,
    matches: Array.from({ length: 20 }, () => match),
    incident: 42,
    pipeline: long,
  },
  { kind: 'procedures', words: long, matches: [], incident: null, pipeline: null },
  { kind: 'procedure', procedure, runbookHash: 'a1b2c3', incident: 42, pipeline: 'todo-etl' },
  { kind: 'whoami', user: 'U0RESPONDER', level: 'operator', verbs: [long] },
  { kind: 'form', form: { form: 'declare', title: long, pipelines: [], stages: [] } },
  { kind: 'form', form: { form: 'note', incident: 42 } },
  { kind: 'form', form: { form: 'assign', incident: 42 } },
  { kind: 'form', form: { form: 'severity', incident: 42, current: 1 } },
  { kind: 'form', form: { form: 'resolve', incident: 42, stillFiring: [], openSteps: 0 } },
  { kind: 'form', form: { form: 'merge', incident: 42, candidates: [] } },
  { kind: 'form', form: { form: 'skip', checklist: 'c1', step: '1.1', text: long } },
  { kind: 'form', form: { form: 'pick-checklist', incident: 42, matches: [match] } },
  {
    kind: 'form',
    form: { form: 'run', checklist: 'c1', step: '1.1', command: long, missing: ['job'], specs: {} },
  },
];

describe('every reply', () => {
  it.each(REPLIES.map((reply, index) => [reply.kind, index, reply] as const))(
    '%s (%i) fits Slack and leaks nothing',
    (_, __, reply) => {
      const message = replyMessage(reply);
      expect(faultsOf(message)).toEqual([]);
      expect(leaksOf(message)).toEqual([]);
    },
  );
});

describe('what replies say', () => {
  it('a refusal names who can, and what to try instead', () => {
    const lines = linesOf(
      replyMessage({
        kind: 'refused',
        text: 'retry needs an operator.',
        ask: ['U0OPERATOR'],
        next: ['/etl status'],
      }),
    );
    expect(lines).toEqual(['retry needs an operator.', 'Who can: <@U0OPERATOR>', 'Try: `/etl status`']);
  });

  it('a deed done before says by whom and when', () => {
    expect(
      linesOf(replyMessage({ kind: 'already', what: '#42 is acknowledged', by: person(), at: NIGHT }))[0],
    ).toMatch(/^#42 is acknowledged already: <@U0RESPONDER> <!date[^>]+03:00 UTC>$/);
  });

  it('a preview asks as its risk wants, with the command where nothing is undone', () => {
    const asked = (risk: Risk) =>
      JSON.stringify(
        replyMessage({
          kind: 'preview',
          risk,
          intent: 'Drop gold-users',
          command: '/etl drop gold-users',
          step: null,
        }).blocks,
      );
    expect(asked('change')).toContain('This changes something in AWS');
    expect(asked('destructive')).toContain('This cannot be undone');
    expect(asked('destructive')).toContain('Drop gold-users (/etl drop gold-users)');
    expect(asked('destructive')).toContain('"style":"danger"');
  });

  it('a list of incidents shows the last 20, and counts the rest', () => {
    const drawn = replyMessage({ kind: 'incidents', incidents: many.slice(0, 20), of: many.length });
    const buttons = JSON.stringify(drawn.blocks).match(/"Open #\d+"/g);
    expect(buttons).toHaveLength(20);
    expect(linesOf(drawn).at(-1)).toMatch(/^… 20 more/);
  });

  it('a look that goes on says how far it is, and how to end it', () => {
    const run = aRun({ risk: 'read', command: '/etl health' });
    const message = replyMessage({ kind: 'working', run, soFar: '31 of 52 parts read' });
    expect(message.text).toBe('Working on /etl health: 31 of 52 parts read.');
    expect(JSON.stringify(message.blocks)).toContain('The answer follows here.');
    expect(JSON.stringify(message.blocks)).toContain('"run.give-up/1"');
  });

  it('a run that was started says where its result will be', () => {
    const said = (incident: number | null): string =>
      replyMessage({ kind: 'started', run: aRun({ incident }), already: false }).text;
    expect(said(42)).toBe('/etl retry silver-users has started. The result comes into the thread of #42.');
    expect(said(null)).toBe('/etl retry silver-users has started. The result comes as a message.');
  });

  it('help says in words what the reader may not do', () => {
    const lines = linesOf(
      replyMessage({
        kind: 'help',
        about: null,
        verbs: [
          { ...verb, usage: '/etl retry <job> [--run <run>] [--dry-run]', arguments: [] },
          {
            ...verb,
            verb: 'status',
            usage: '/etl status',
            summary: 'How it is',
            risk: 'read',
            allowed: true,
            arguments: [],
          },
        ],
      }),
    );
    expect(lines.slice(0, 4)).toEqual([
      '*Look*',
      '`/etl status` How it is',
      '*Change something in AWS*',
      '`/etl retry &lt;job&gt;` Start a job again (needs operator)',
    ]);
  });

  it('help about a command names each word as its usage does, and only options with dashes', () => {
    const text = {
      ...argument,
      name: 'what',
      form: 'text',
      required: true,
      example: '<name or SQL>',
    } as const;
    const about = { ...verb, usage: '/etl query <name or SQL> [--workers 20]', arguments: [text, argument] };
    expect(linesOf(replyMessage({ kind: 'help', verbs: [], about })).slice(1)).toEqual([
      '• `&lt;name or SQL&gt;` How many',
      '• `--workers` How many (optional) · such as `20`',
    ]);
  });

  it('the panel lists open incidents, says what one may do, and can declare one', () => {
    const message = replyMessage({ kind: 'panel', incidents: [anIncident()], of: 1, level: 'responder' });
    expect(linesOf(message)[0]).toBe('*1 open incident.*');
    expect(linesOf(message).at(-1)).toContain('You are a responder');
    expect(labelsOf(message).buttons).toEqual(['Declare an incident']);
  });

  it('a list of procedures says once of which kind each is, and which incident its button starts it for', () => {
    const list = (because: string, incident: number | null) =>
      replyMessage({
        kind: 'procedures',
        words: '',
        matches: [{ procedure: aProcedure(), because }],
        incident,
        pipeline: 'todo-etl',
      });
    expect(linesOf(list('troubleshooting', 42))).toContain('troubleshooting · 1 step');
    expect(linesOf(list('"job" is in its title', 42))).toContain(
      'troubleshooting · 1 step · "job" is in its title',
    );
    expect(JSON.stringify(list('troubleshooting', 42).blocks)).toContain('"Start for #42"');
    expect(JSON.stringify(list('troubleshooting', null).blocks)).toContain('"Start"');
  });

  it('a finding that another asked for says whose it is and how old', () => {
    const reply: Reply = { kind: 'finding', command: '/etl health', finding: aFinding({}) };
    const shared = { by: person('U0OTHER'), agoMs: 12_000 };
    expect(linesOf(replyMessage({ ...reply, shared }))).toContain('Asked 12s ago by <@U0OTHER>');
    expect(linesOf(replyMessage(reply)).join()).not.toContain('Asked');
  });

  it('a finding can be shared, and shows its table, its log and what to do next', () => {
    const message = replyMessage({
      kind: 'finding',
      command: '/etl status',
      finding: aFinding({
        table: { columns: ['Job', 'State'], rows: [['silver-users', 'FAILED']] },
        next: ['/etl retry silver-users'],
      }),
    });
    const lines = linesOf(message);
    expect(lines).toContain('✕ *out of memory in 14 of 200 tasks*');
    expect(tableOf(message)).toEqual([
      ['Job', 'State'],
      ['silver-users', 'FAILED'],
    ]);
    expect(lines).toContain('Next: `/etl retry silver-users`');
    expect(labelsOf(message).buttons).toEqual(['Share']);
  });
});
