/** Everything a person can ask of Handrail, as one object that any surface may drive. */

import type { Person } from '../access/actor.ts';
import type { Declaration, IncidentDeed } from './incident-deeds.ts';
import type { StepDeed } from './checklist-deeds.ts';
import type { HandlerDeps } from './deed.ts';
import type { IncidentFormName } from './forms.ts';
import type { Reply } from './reply.ts';
import type { VerbContext } from './verbs/verb.ts';

import { openChecklist, stepDeed } from './checklist-deeds.ts';
import { refused } from './deed.ts';
import { declareForm, incidentForm } from './forms.ts';
import { declareIncident, incidentDeed } from './incident-deeds.ts';
import { createVerbs } from './verbs/registry.ts';
import { showIncident } from './verbs/look.ts';

export interface StepTarget {
  readonly checklist: string;
  readonly step: string;
}

export interface UseCases {
  /** The words after `/etl`. */
  say(context: VerbContext): Promise<Reply>;
  show(incident: number): Promise<Reply>;
  incident(by: Person, delivery: string, number: number, deed: IncidentDeed): Promise<Reply>;
  declare(by: Person, delivery: string, declaration: Declaration): Promise<Reply>;
  openChecklist(
    by: Person,
    delivery: string,
    wanted: { readonly incident: number | null; readonly procedure: string; readonly channel: string },
  ): Promise<Reply>;
  /** Opens the procedure that the step's link leads to. */
  openJump(by: Person, delivery: string, target: StepTarget, channel: string): Promise<Reply>;
  step(by: Person, delivery: string, target: StepTarget, deed: StepDeed): Promise<Reply>;
  form(name: IncidentFormName, incident: number): Promise<Reply>;
  skipForm(target: StepTarget): Promise<Reply>;
  declareForm(): Reply;
}

/** Binds the use cases to what they need. Throws when two verbs share a name. */
export function createUseCases(deps: HandlerDeps): UseCases {
  const verbs = createVerbs(deps);
  return {
    say: (context) => verbs.say(context),
    show: (incident) => showIncident(deps, incident),
    incident: (by, delivery, number, deed) => incidentDeed(deps, by, delivery, number, deed),
    declare: (by, delivery, declaration) => declareIncident(deps, by, delivery, declaration),
    openChecklist: (by, delivery, wanted) => openChecklist(deps, by, delivery, wanted),
    step: (by, delivery, target, deed) => stepDeed(deps, by, delivery, target, deed),
    form: (name, incident) => incidentForm(deps, name, incident),
    declareForm: () => ({ kind: 'form', form: declareForm(deps, '') }),
    async skipForm(target) {
      const step = await stepOf(target);
      if (step === null) return gone();
      return { kind: 'form', form: { form: 'skip', ...target, text: step.text } };
    },
    async openJump(by, delivery, target, channel) {
      const step = await stepOf(target);
      if (step?.jump == null) return gone();
      const checklist = await deps.store.read((reader) => reader.checklist(target.checklist));
      const incident = checklist?.incident ?? null;
      return openChecklist(deps, by, delivery, { incident, procedure: step.jump.procedure, channel });
    },
  };

  async function stepOf({ checklist, step }: StepTarget) {
    const known = await deps.store.read((reader) => reader.checklist(checklist));
    return known?.steps.find(({ id }) => id === step) ?? null;
  }
}

function gone(): Reply {
  return refused(
    'This step is of a checklist that is not there any more. Open it again from the incident card.',
  );
}
