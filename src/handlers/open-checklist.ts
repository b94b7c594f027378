/** Opening a checklist from a procedure, in an incident or on its own. */

import type { Person } from '../access/actor.ts';
import type { WantedProcedure } from '../deeds/subjects.ts';
import type { Incident } from '../incidents/state.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { DeedRequest, HandlerDeps } from './deed.ts';
import type { Transaction } from './ports.ts';
import type { Reply } from './reply.ts';

import { CHECKLIST_DEEDS, refusalToOpen } from '../deeds/checklist.ts';
import { stepsOf } from './checklist-steps.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commitIncident, loadSurvivor } from './commit-incident.ts';
import { doDeed, noSuchIncident, refused, refusedBy } from './deed.ts';
import { withFirstAlarms } from './named-alarms.ts';
import { procedureOn } from './procedures.ts';
import { requestStepRuns } from './step-runs.ts';

export interface WantedChecklist extends WantedProcedure {
  /** Where a checklist of no incident goes. */
  readonly channel: string;
}

const OPEN = CHECKLIST_DEEDS['open-checklist'];

/** Opens the procedure as a checklist, in the incident or on its own in `channel`. Its reading steps begin at once. */
export function openChecklist(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  wanted: WantedChecklist,
): Promise<Reply> {
  const request: DeedRequest = {
    actor: by,
    delivery,
    deed: OPEN,
    words: OPEN.words(wanted.procedure),
    incident: wanted.incident,
  };
  return doDeed(deps, request, async (tx, now) => {
    const incident = wanted.incident === null ? null : await loadSurvivor(tx, wanted.incident);
    if (wanted.incident !== null && incident === null) return noSuchIncident(wanted.incident);
    const refusal = incident === null ? null : refusalToOpen(incident);
    if (refusal !== null) return refusedBy(refusal);
    const pipeline = incident?.pipeline ?? wanted.pipeline;
    const found = procedureOn(deps.shelf, pipeline, wanted.procedure);
    if (found === null) {
      return refused('That procedure is no longer in the runbook. Pick another one.', {
        next: ['/etl runbook'],
      });
    }
    const open = incident === null ? [] : await tx.checklists.of(incident.number);
    const twin = open.find(
      ({ procedure, finishedAt }) => procedure.id === found.procedure.id && finishedAt === null,
    );
    if (twin !== undefined) {
      return {
        kind: 'already',
        what: OPEN.stands(found.procedure.title, incident?.number ?? null),
        by: twin.startedBy,
        at: twin.startedAt,
      };
    }
    return start(tx, deps, { ...found, incident, pipeline, channel: wanted.channel, by, now });
  });
}

interface Start {
  readonly runbook: Runbook;
  readonly procedure: Procedure;
  readonly incident: Incident | null;
  readonly pipeline: string | null;
  readonly channel: string;
  readonly by: Person;
  readonly now: number;
}

async function start(tx: Transaction, deps: HandlerDeps, given: Start): Promise<Reply> {
  const { runbook, procedure, incident, by, now } = given;
  await tx.runbooks.save(
    runbook.hash,
    runbook.files.map(({ path, markdown }) => `<!-- ${path} -->\n${markdown}`).join('\n'),
    now,
  );
  const committed = await commitChecklist(tx, null, {
    type: 'StartChecklist',
    id: deps.newId(),
    incident: incident?.number ?? null,
    channel: incident?.channel ?? given.channel,
    pipeline: given.pipeline,
    procedure,
    runbookHash: runbook.hash,
    steps: stepsOf(deps.catalog, procedure, {
      incident: incident === null ? null : await withFirstAlarms(tx, incident),
      pipeline: given.pipeline,
    }),
    by,
    now,
  });
  if (!committed.ok) return refusedBy(committed.error);
  const { checklist, runs } = committed.value;
  if (incident !== null) {
    const record = {
      type: 'RecordChecklist',
      checklist: checklist.id,
      title: procedure.title,
      by,
      now,
    } as const;
    await commitIncident(tx, incident, record, deps.incidents);
  }
  await requestStepRuns(tx, deps, checklist, runs, now);
  return { kind: 'said', text: OPEN.done(procedure.title, incident?.number ?? null) };
}
