/** Which procedure people are offered, and why. */

import { describe, expect, it } from '@jest/globals';
import type { Procedure } from '../../src/runbooks/runbook.ts';
import { matchingProcedures, procedureOn, suggestedProcedure } from '../../src/handlers/procedures.ts';
import { anAlarm, anIncident, aProcedure } from '../support/builders.ts';

function shelf(...procedures: readonly Procedure[]) {
  return {
    of: (pipeline: string | null) => (pipeline === 'todo-etl' ? { hash: 'a1', files: [], procedures } : null),
  };
}

const jobs = aProcedure({
  id: 'RUNBOOK.md/jobs',
  title: 'Job failures',
  symptoms: [],
  causes: [],
  alarms: ['todo-etl-*-failed'],
});
const costs = aProcedure({
  id: 'RUNBOOK.md/costs',
  title: 'Cost spikes',
  symptoms: [],
  causes: [],
  alarms: ['cost-*'],
});
const opener = aProcedure({
  id: 'RUNBOOK.md/loss',
  title: 'Data loss',
  alarms: [],
  opens: 'loss.md/recovery',
});
const recovery = aProcedure({ id: 'loss.md/recovery', title: 'Recovery of data', alarms: [] });

describe('the procedure for an incident', () => {
  const all = shelf(costs, jobs);

  it.each<[string, Parameters<typeof anIncident>[0], string | undefined]>([
    ['is the one its route names', { procedure: 'RUNBOOK.md/costs' }, 'RUNBOOK.md/costs'],
    ['is the one its route describes in words', { procedure: 'cost spikes' }, 'RUNBOOK.md/costs'],
    ['is the one of its alarm', {}, 'RUNBOOK.md/jobs'],
    [
      'is that of an alarm that speaks, not of a symptom',
      { alarms: [anAlarm({ key: 'q', name: 'cost-of-reads', quiet: 'quiet because …' }), anAlarm()] },
      'RUNBOOK.md/jobs',
    ],
    [
      'is found by its title when no alarm leads to one',
      { alarms: [], title: 'Strange cost' },
      'RUNBOOK.md/costs',
    ],
    ['is none when nothing fits', { alarms: [], title: 'qqq' }, undefined],
    ['is none where the pipeline has no runbook', { pipeline: 'other' }, undefined],
  ])('%s', (_, incident, id) => {
    expect(suggestedProcedure(all, anIncident(incident))?.procedure.id).toBe(id);
  });

  it('fits by route and by pattern, and is a maybe by a word', () => {
    const certain = (changes: Parameters<typeof anIncident>[0]) =>
      suggestedProcedure(all, anIncident(changes))?.certain;
    expect(certain({ procedure: costs.id })).toBe(true);
    expect(certain({})).toBe(true);
    expect(certain({ alarms: [], title: 'Strange cost' })).toBe(false);
  });

  it('is that of a pattern, whichever alarm it is for, before that of words', () => {
    const alarms = [anAlarm({ key: 'c', name: 'spikes', headline: 'Cost spikes' }), anAlarm()];
    expect(suggestedProcedure(all, anIncident({ alarms }))?.procedure.id).toBe(jobs.id);
  });

  it('is none by the words that every alarm has', () => {
    const backup = shelf(aProcedure({ title: 'Data Backup', alarms: [], symptoms: [], causes: [] }));
    const alarms = [
      anAlarm({ name: 'todo-x', headline: 'todo-x fired: 1 datapoint of data crossed a threshold' }),
    ];
    expect(suggestedProcedure(backup, anIncident({ alarms, title: 'a datapoint' }))).toBeNull();
  });

  it('says why it was chosen', () => {
    expect(suggestedProcedure(all, anIncident())?.because).toBe('its alarm name fits todo-etl-*-failed');
    expect(suggestedProcedure(all, anIncident({ procedure: costs.id }))?.because).toBe('its route names it');
  });
});

describe('a procedure of the runbook', () => {
  it('that only opens a checklist file gives that file', () => {
    expect(procedureOn(shelf(opener, recovery), 'todo-etl', opener.id)?.procedure.id).toBe(
      'loss.md/recovery',
    );
    expect(procedureOn(shelf(opener), 'todo-etl', opener.id)?.procedure.id).toBe(opener.id);
  });

  it('that is not there is null, as is one of no runbook', () => {
    expect(procedureOn(shelf(jobs), 'todo-etl', 'RUNBOOK.md/gone')).toBeNull();
    expect(procedureOn(shelf(jobs), null, jobs.id)).toBeNull();
  });
});

describe('procedures by words', () => {
  it('are all of them, in the order of the runbook, without words', () => {
    expect(
      matchingProcedures(shelf(costs, jobs), 'todo-etl', ' ').map(({ procedure }) => procedure.id),
    ).toEqual([costs.id, jobs.id]);
  });

  it('are those that have the words', () => {
    expect(
      matchingProcedures(shelf(costs, jobs), 'todo-etl', 'spikes').map(({ procedure }) => procedure.id),
    ).toEqual([costs.id]);
    expect(matchingProcedures(shelf(costs, jobs), null, 'spikes')).toEqual([]);
  });
});
