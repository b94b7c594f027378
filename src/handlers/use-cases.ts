/** Everything a person can ask of Handrail, as one object that any surface may drive. */

import type { Person } from '../access/actor.ts';
import type { IncidentDeed } from '../deeds/incident-deeds.ts';
import type { RunDeedName } from '../deeds/run.ts';
import type { StepDeed, StepFormName } from '../deeds/step-deeds.ts';
import type { StepTarget } from '../deeds/subjects.ts';
import type { HandlerDeps } from './deed.ts';
import type { CardFormName } from './forms.ts';
import type { WantedIncident } from './incident-deeds.ts';
import type { WantedChecklist } from './open-checklist.ts';
import type { Reply } from './reply.ts';
import type { VerbContext } from './verbs/verb.ts';

import { refusalFor } from './deed.ts';
import { declareForm, incidentForm, stepForm } from './forms.ts';
import { declareIncident, incidentDeed } from './incident-deeds.ts';
import { openChecklist } from './open-checklist.ts';
import { runDeed } from './run-deeds.ts';
import { stepDeed } from './step-deeds.ts';
import { bringWhole, runConfirmed } from './verbs/operate.ts';
import { createVerbs } from './verbs/registry.ts';
import { showIncident } from './verbs/look.ts';

/** Whatever a person does has `delivery`, the identity of what came in: the same twice is the same deed. */
export interface UseCases {
  /** The words after `/etl`. */
  say(context: VerbContext): Promise<Reply>;
  /** The change that a preview showed, confirmed by the person. */
  confirmed(context: VerbContext): Promise<Reply>;
  /** The whole of what a command that only reads brings, as a file for who asks. */
  whole(context: VerbContext): Promise<Reply>;
  show(by: Person, incident: number): Promise<Reply>;
  incident(by: Person, delivery: string, number: number, deed: IncidentDeed): Promise<Reply>;
  declare(by: Person, delivery: string, wanted: WantedIncident): Promise<Reply>;
  openChecklist(by: Person, delivery: string, wanted: WantedChecklist): Promise<Reply>;
  step(by: Person, delivery: string, target: StepTarget, deed: StepDeed): Promise<Reply>;
  run(by: Person, delivery: string, run: string, name: RunDeedName): Promise<Reply>;
  form(by: Person, delivery: string, name: CardFormName, incident: number): Promise<Reply>;
  stepForm(by: Person, delivery: string, name: StepFormName, target: StepTarget): Promise<Reply>;
  declareForm(by: Person, delivery: string): Promise<Reply>;
}

/** Binds the use cases to what they need. Throws when two verbs share a name. */
export function createUseCases(deps: HandlerDeps): UseCases {
  const verbs = createVerbs(deps);
  return {
    say: (context) => verbs.say(context),
    confirmed: (context) => runConfirmed(deps, context),
    whole: (context) => bringWhole(deps, context),
    async show(by, incident) {
      const refusal = await refusalFor(deps, by, { name: `/etl ${incident}`, risk: 'read' });
      return refusal ?? showIncident(deps, incident);
    },
    incident: (by, delivery, number, deed) => incidentDeed(deps, by, delivery, number, deed),
    declare: (by, delivery, wanted) => declareIncident(deps, by, delivery, wanted),
    openChecklist: (by, delivery, wanted) => openChecklist(deps, by, delivery, wanted),
    step: (by, delivery, target, deed) => stepDeed(deps, by, delivery, target, deed),
    run: (by, delivery, run, name) => runDeed(deps, by, delivery, run, name),
    form: (by, delivery, name, incident) => incidentForm(deps, by, delivery, name, incident),
    stepForm: (by, delivery, name, target) => stepForm(deps, by, delivery, name, target),
    declareForm: (by, delivery) => declareForm(deps, by, delivery, ''),
  };
}
