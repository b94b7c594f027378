import type { ChecklistStep } from '../../src/checklists/state.ts';

import { describe, expect, it } from '@jest/globals';

import { HANDRAIL } from '../../src/access/actor.ts';
import type { Message } from '../../src/bot/limits.ts';
import { checklistCard } from '../../src/bot/views/checklist.ts';
import {
  aChecklist,
  aCondition,
  anIncident,
  aStep,
  ended,
  MINUTE,
  NIGHT,
  person,
} from '../support/builders.ts';
import { faultsOf, HOSTILE, labelsOf, leaksOf, linesOf } from '../support/slack-text.ts';

const found = { run: 'r', verdict: 'ok', summary: 'out of memory', at: NIGHT } as const;

function card(steps: readonly ChecklistStep[], finishedAt: number | null = null) {
  return checklistCard({
    checklist: aChecklist({ steps, finishedAt }),
    incident: anIncident(),
    change: null,
  });
}

/** Labels of the buttons that stand beside a text. */
function besideOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === 'section' && block.accessory?.type === 'button' ? [block.accessory.text.text] : [],
  );
}

/** Labels of the menus that stand beside a text. */
function menuBesideOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === 'section' && block.accessory?.type === 'overflow'
      ? block.accessory.options.map(({ text }) => text.text)
      : [],
  );
}

function numbered(
  many: number,
  changes: (index: number) => Partial<ChecklistStep>,
): readonly ChecklistStep[] {
  return Array.from({ length: many }, (_, index) =>
    aStep({ id: `1.${index + 1}`, text: `Step ${index + 1}`, ...changes(index) }),
  );
}

describe('a checklist card', () => {
  const steps = [
    aStep({ state: ended({ by: HANDRAIL, lastRun: found }) }),
    aStep({
      id: '1.2',
      text: 'Verify source data schema',
      state: ended({ outcome: 'skipped', reason: 'Not now' }),
    }),
    aStep({
      id: '1.3',
      text: 'Increase Glue job resources',
      help: 'Needed when step 1 says out of memory.',
      command: '/etl retry silver-users --workers 20',
      risk: 'change',
      goodWhen: 'the run succeeds',
    }),
    aStep({ id: '1.4', text: 'Fix data quality issues' }),
    aStep({ id: '1.5', text: 'Retry failed jobs' }),
  ];

  it('says which procedure, how far, for which incident, by whom, and from which runbook', () => {
    expect(linesOf(card(steps))[0]).toBe(
      '*ETL job failures* · step 3 of 5 · #42 · <@U0RESPONDER> · runbook a1b2c3',
    );
  });

  it('shows what is over on one line each, with who, when and what came of it', () => {
    const lines = linesOf(card(steps));
    expect(lines[1]).toMatch(
      /^✓ 1 Check CloudWatch logs for error details · by Handrail <[^>]+> · out of memory$/,
    );
    expect(lines[2]).toMatch(/^↷ 2 Verify source data schema · skipped · <!date[^>]+> · Not now$/);
  });

  it('names who ended a step unless it is the responder of the header', () => {
    const byLead = aStep({ state: ended({ by: person('U0LEAD') }) });
    expect(linesOf(card([byLead, aStep({ id: '1.2' })]))[1]).toMatch(/· by <@U0LEAD> <!date[^>]+>$/);
  });

  it('shows the current step in full and those to come on one line each', () => {
    expect(linesOf(card(steps)).slice(3)).toEqual([
      '▶ *3 Increase Glue job resources*',
      'Needed when step 1 says out of memory.',
      '`/etl retry silver-users --workers 20`',
      'Good when: the run succeeds',
      '○ 4 Fix data quality issues',
      '○ 5 Retry failed jobs',
    ]);
  });

  it('has Run only where Handrail knows the command', () => {
    expect(besideOf(card(steps))).toEqual(['Run']);
    expect(labelsOf(card(steps)).buttons).toEqual(['Done', 'Skip']);
    const reading = card([aStep({ command: '/etl logs silver-users', risk: 'read' })]);
    expect(labelsOf(reading).buttons).toEqual(['Run', 'Done', 'Skip']);
    expect(labelsOf(card([aStep()])).buttons).toEqual(['Done', 'Skip']);
    const unknown = card([aStep({ command: '/etl frobnicate', risk: null })]);
    expect(labelsOf(unknown).buttons).toEqual(['Done', 'Skip']);
    expect(linesOf(unknown)).toContain('`/etl frobnicate` · Handrail has no such command');
  });

  it('asks before it changes something in AWS, with what it would do', () => {
    const checklist = aChecklist({ steps: [steps[2] ?? aStep()] });
    const intent = 'Start silver-users with 20 workers';
    const change = { intent, command: '/etl retry silver-users' };
    const drawn = JSON.stringify(checklistCard({ checklist, incident: null, change }).blocks);
    expect(drawn).toContain('This changes something in AWS');
    expect(drawn).toContain('Start silver-users with 20 workers?');
    const reading = card([aStep({ command: '/etl logs silver-users', risk: 'read' })]);
    expect(JSON.stringify(reading.blocks)).not.toContain('"confirm"');
  });

  it('says what Run will ask for', () => {
    const message = card([aStep({ command: '/etl retry {job}', risk: 'change', missing: ['job'] })]);
    expect(linesOf(message)).toContain('Asks for: job');
    expect(labelsOf(message).buttons[0]).toBe('Run …');
  });

  it('asks once more before it destroys', () => {
    const message = card([aStep({ command: '/etl drop x', risk: 'destructive' })]);
    expect(JSON.stringify(message.blocks)).toContain('This cannot be undone');
    expect(JSON.stringify(card(steps).blocks)).not.toContain('This cannot be undone');
  });

  it('shows a run that did not come out ok and lets it run again', () => {
    const message = card([
      aStep({
        command: '/etl logs',
        risk: 'read',
        state: { state: 'open', lastRun: { ...found, verdict: 'warn' } },
      }),
    ]);
    expect(linesOf(message).join('\n')).toMatch(/! Ran <[^>]+>: out of memory/);
    expect(labelsOf(message).buttons[0]).toBe('Run again');
  });

  it('lets a person end a step whose command runs', () => {
    const message = card([
      aStep({
        command: '/etl logs',
        risk: 'read',
        state: { state: 'running', run: 'r', by: person(), since: NIGHT },
      }),
    ]);
    expect(linesOf(message).join('\n')).toContain('Running since');
    expect(labelsOf(message)).toEqual({
      buttons: ['Done', 'Skip'],
      menu: ['It did not help', 'Not applicable'],
    });
    // Its end is not what is wanted now.
    expect(JSON.stringify(message.blocks)).not.toContain('"style"');
  });

  it('offers in its menu what is pressed seldom, and the way back from a slip', () => {
    const jump = { label: 'Scaling', procedure: 'RUNBOOK.md/scaling' };
    const message = card([aStep({ state: ended() }), aStep({ id: '1.2', jump })]);
    expect(labelsOf(message).menu).toEqual([
      'It did not help',
      'Not applicable',
      'Open Scaling',
      'Reopen step 1',
    ]);
  });

  it('keeps twelve steps short enough for a phone', () => {
    const lines = linesOf(card(numbered(12, (index) => (index < 9 ? { state: ended() } : {}))));
    expect(lines).toContain('✓ 3 earlier steps: 3 done');
    expect(lines.slice(-2)).toEqual(['○ 11 Step 11', '○ 12 Step 12']);
    expect(lines.length).toBeLessThanOrEqual(12);
  });

  it('folds phases that are over or to come', () => {
    const message = card([
      aStep({ state: ended() }),
      aStep({ id: '2.1', phase: 1, text: 'Now' }),
      aStep({ id: '3.1', phase: 2 }),
      aStep({ id: '3.2', phase: 2 }),
    ]);
    expect(linesOf(message).slice(1)).toEqual([
      '✓ *Phase 1*: 1 done',
      '*Phase 2*',
      '▶ *2 Now*',
      '○ *Phase 3*: 2 steps',
    ]);
  });

  it('is a short summary once it is finished', () => {
    const over = [
      aStep({ state: ended() }),
      aStep({ id: '1.2', state: ended({ outcome: 'did-not-help', at: NIGHT + 2 * MINUTE }) }),
    ];
    const message = card(over, NIGHT + 2 * MINUTE);
    const lines = linesOf(message);
    expect(lines[1]).toMatch(/^Finished <[^>]+>: 1 done, 1 did not help$/);
    expect(labelsOf(message).buttons).toEqual(['Reopen step 2']);
    expect(message.text).toBe('ETL job failures is finished: 1 done, 1 did not help');
  });

  it('shows hostile text and lets it do nothing, however long', () => {
    const long = HOSTILE.repeat(60);
    const hostile = numbered(12, (index) => ({
      text: long,
      help: long,
      command: long,
      goodWhen: long,
      code: long,
      jump: { label: long, procedure: long },
      missing: [HOSTILE],
      risk: 'change',
      state:
        index < 6
          ? ended({ outcome: 'skipped', reason: long })
          : { state: 'open', lastRun: { ...found, summary: long } },
    }));
    const message = card(hostile);
    expect(faultsOf(message)).toEqual([]);
    expect(leaksOf(message)).toEqual([]);
  });
});

describe('a checklist card of steps with conditions', () => {
  const cause = 'out of memory';
  const logs = (state: ChecklistStep['state']) =>
    aStep({
      command: '/etl logs silver-users',
      risk: 'read',
      answers: { verb: 'logs', namesCause: true },
      state,
    });
  const told = (words: string) =>
    logs(ended({ by: HANDRAIL, lastRun: { ...found, summary: words, cause: words } }));
  const schema = aStep({ id: '1.2', text: 'Verify source data schema' });
  const resources = aStep({
    id: '1.3',
    text: 'Increase Glue job resources',
    command: '/etl retry silver-users --workers 20',
    risk: 'change',
    neededWhen: aCondition('`out of memory` or no space left'),
  });
  const folded = (step: ChecklistStep, at = NIGHT) => ({
    ...step,
    state: ended({ outcome: 'not-applicable', reason: 'not needed: throttled by S3', by: HANDRAIL, at }),
  });
  const styles = (message: Message) => JSON.stringify(message.blocks).match(/"style":"\w+"/g) ?? [];

  it('says when the step is needed while nobody knows, and why once it is known', () => {
    const open = logs({ state: 'open', lastRun: null });
    const done = logs(ended());
    expect(linesOf(card([done, resources]))).toContain(
      'Needed when: `out of memory` or no space left. Otherwise skip.',
    );
    expect(linesOf(card([open, resources])).join('\n')).not.toContain('Needed');
    expect(linesOf(card([told(cause), resources])).slice(2, 5)).toEqual([
      '▶ *2 Increase Glue job resources*',
      'Needed: out of memory',
      '`/etl retry silver-users --workers 20`',
    ]);
  });

  it('moves up the step that mends what was found, and points at it', () => {
    const message = card([told(cause), schema, resources]);
    const lines = linesOf(message);
    expect(lines[0]).toContain('step 3 of 3');
    expect(lines[1]).toMatch(/^✓ 1 .* · by Handrail <[^>]+> · out of memory → step 3 mends it$/);
    expect(lines.slice(2)).toEqual([
      '▶ *3 Increase Glue job resources*',
      'Needed: out of memory',
      '`/etl retry silver-users --workers 20`',
      '○ 2 Verify source data schema',
    ]);
    expect(besideOf(message)).toEqual(['Run']);
    expect(JSON.stringify(message.blocks)).toContain('This changes something in AWS');
  });

  it('points from a read that failed to the step that mends it, also where that is of a later phase', () => {
    const failed = { ...found, verdict: 'fail', cause } as const;
    const open = logs({ state: 'open', lastRun: failed });
    expect(linesOf(card([open, resources])).at(-1)).toBe(
      '✕ 1 Check CloudWatch logs for error details · out of memory → step 2 mends it',
    );
    const later = card([open, { ...resources, phase: 1 }]);
    expect(linesOf(later).join('\n')).toMatch(/✕ Ran <[^>]+>: out of memory → step 2 mends it/);
  });

  it('says that nothing fits where all folded and nobody did anything, and opens each step from the menu', () => {
    const message = card([told('throttled by S3'), folded(schema), folded(resources)]);
    expect(message.text).toBe('ETL job failures: nothing here fits what was found');
    const lines = linesOf(message);
    expect(lines[0]).toContain('· nothing fits ·');
    expect(lines.join('\n')).toContain('*Nothing here fits what was found.*');
    expect(lines.join('\n')).not.toContain('inished');
    expect(labelsOf(message).menu).toEqual(['Reopen step 3', 'Reopen step 2']);
  });

  it('says of what was found before the job failed anew that it is of then, and points at nothing by it', () => {
    const before = { ...found, verdict: 'fail', cause, outdated: true } as const;
    const open = linesOf(card([logs({ state: 'open', lastRun: before }), { ...resources, phase: 1 }]));
    expect(open.join('\n')).toMatch(/✕ Ran <[^>]+>, before it failed anew: out of memory(?:\n|$)/);
    const done = linesOf(card([logs(ended({ by: HANDRAIL, lastRun: before })), resources])).join('\n');
    expect(done).toContain('· before it failed anew: out of memory\n');
    expect(done).toContain('Needed when:');
  });

  it('folds what is not needed into a line, and opens it again from the menu beside', () => {
    const message = card([
      told('throttled by S3'),
      folded(schema),
      folded(resources),
      aStep({ id: '1.4', text: 'Retry' }),
    ]);
    const lines = linesOf(message);
    expect(lines[2]).toMatch(/^– 2 Verify source data schema · not needed: throttled by S3$/);
    expect(lines).toContain('▶ *4 Retry*');
    expect(menuBesideOf(message)).toEqual(['Reopen step 3', 'Reopen step 2']);
    expect(labelsOf(message).menu).toEqual(['It did not help', 'Not applicable', 'Reopen step 1']);
  });

  it('offers what folded once all is over, and what was ended last', () => {
    const message = card([told('throttled by S3'), folded(schema), folded(resources)], NIGHT);
    expect(linesOf(message)[1]).toMatch(/: 1 done, 2 not applicable$/);
    expect(labelsOf(message)).toEqual({
      buttons: ['Reopen step 1'],
      menu: ['Reopen step 3', 'Reopen step 2'],
    });
  });

  it('recommends nothing of a step that a person opened against what was found', () => {
    const opened = { ...resources, reopened: NIGHT };
    const message = card([told('throttled by S3'), opened]);
    expect(linesOf(message)).toContain('Not needed: throttled by S3');
    expect([besideOf(message), styles(message)]).toEqual([['Run'], []]);
    expect(styles(card([told(cause), opened]))).toEqual(['"style":"primary"']);
    const words = card([told('throttled by S3'), { ...opened, command: null, risk: null }]);
    expect([labelsOf(words).buttons, styles(words)]).toEqual([['Done', 'Skip'], []]);
    const destroys = card([told('throttled by S3'), { ...opened, risk: 'destructive' }]);
    expect(styles(destroys)).toEqual(['"style":"danger"']);
  });

  it('shows hostile causes and conditions and lets them do nothing, however long', () => {
    const long = HOSTILE.repeat(60);
    for (const words of [HOSTILE, long, 'throttled']) {
      const step = {
        ...resources,
        neededWhen: { text: long, anyOf: [{ kind: 'cause', words } as const], line: 1 },
      };
      for (const message of [
        card([told(long), step]),
        card([logs(ended()), step]),
        card([told(long), { ...step, reopened: NIGHT }]),
        card([
          told(long),
          { ...step, state: ended({ outcome: 'not-applicable', by: HANDRAIL, reason: long }) },
          aStep(),
        ]),
      ]) {
        expect(faultsOf(message)).toEqual([]);
        expect(leaksOf(message)).toEqual([]);
      }
    }
  });
});
