/** Everything a person can ask of Handrail, as one object that any surface may drive. */

import type { Person } from '../access/actor.ts';
import type { IncidentDeed } from '../deeds/incident-deeds.ts';
import type { RunDeedName } from '../deeds/run.ts';
import type { Declaration } from './incident-deeds.ts';
import type { StepDeed, WantedChecklist } from './checklist-deeds.ts';
import type { HandlerDeps } from './deed.ts';
import type { FormName } from './forms.ts';
import type { Reply } from './reply.ts';
import type { VerbContext } from './verbs/verb.ts';

import { openChecklist, stepDeed } from './checklist-deeds.ts';
import { deniedDeed, refusalFor, refused } from './deed.ts';
import { declareForm, incidentForm } from './forms.ts';
import { declareIncident, incidentDeed } from './incident-deeds.ts';
import { runDeed } from './run-deeds.ts';
import { runConfirmed } from './verbs/operate.ts';
import { createVerbs } from './verbs/registry.ts';
import { showIncident } from './verbs/look.ts';

export interface StepTarget {
  readonly checklist: string;
  readonly step: string;
}

export interface UseCases {
  /** The words after `/etl`. */
  say(context: VerbContext): Promise<Reply>;
  /** The change that a preview showed, confirmed by the person. */
  confirmed(context: VerbContext): Promise<Reply>;
  show(by: Person, incident: number): Promise<Reply>;
  incident(by: Person, delivery: string, number: number, deed: IncidentDeed): Promise<Reply>;
  declare(by: Person, delivery: string, declaration: Declaration): Promise<Reply>;
  openChecklist(by: Person, delivery: string, wanted: WantedChecklist): Promise<Reply>;
  /** Opens the procedure that the step's link leads to. */
  openJump(by: Person, delivery: string, target: StepTarget, channel: string): Promise<Reply>;
  step(by: Person, delivery: string, target: StepTarget, deed: StepDeed): Promise<Reply>;
  run(by: Person, delivery: string, run: string, name: RunDeedName): Promise<Reply>;
  form(by: Person, name: FormName, incident: number): Promise<Reply>;
  skipForm(by: Person, target: StepTarget): Promise<Reply>;
  declareForm(by: Person): Promise<Reply>;
}

/** Binds the use cases to what they need. Throws when two verbs share a name. */
export function createUseCases(deps: HandlerDeps): UseCases {
  const verbs = createVerbs(deps);
  return {
    say: (context) => verbs.say(context),
    confirmed: (context) => runConfirmed(deps, context),
    async show(by, incident) {
      const refusal = await refusalFor(deps, by, { name: `/etl ${incident}`, risk: 'read' });
      return refusal ?? showIncident(deps, incident);
    },
    incident: (by, delivery, number, deed) => incidentDeed(deps, by, delivery, number, deed),
    declare: (by, delivery, declaration) => declareIncident(deps, by, delivery, declaration),
    openChecklist: (by, delivery, wanted) => openChecklist(deps, by, delivery, wanted),
    step: (by, delivery, target, deed) => stepDeed(deps, by, delivery, target, deed),
    run: (by, delivery, run, name) => runDeed(deps, by, delivery, run, name),
    form: (by, name, incident) => incidentForm(deps, by, name, incident),
    declareForm: (by) => declareForm(deps, by, ''),
    async skipForm(by, target) {
      const deed = { name: 'checklist steps', risk: 'respond' } as const;
      const words = `skip step ${target.step}`;
      const refusal = await deniedDeed(deps, { actor: by, deed, words, incident: null });
      if (refusal !== null) return refusal;
      const step = await stepOf(target);
      if (step === null) return gone();
      return { kind: 'form', form: { form: 'skip', ...target, text: step.text } };
    },
    async openJump(by, delivery, target, channel) {
      // Only the look is asked of access here: opening asks for its own risk, and writes a refusal into the audit.
      const refusal = await refusalFor(deps, by, { name: 'open a checklist', risk: 'read' });
      if (refusal !== null) return refusal;
      const step = await stepOf(target);
      if (step?.jump == null) return gone();
      const checklist = await deps.store.read((reader) => reader.checklists.load(target.checklist));
      const { incident = null, pipeline = null } = checklist ?? {};
      const { procedure } = step.jump;
      return openChecklist(deps, by, delivery, { incident, pipeline, procedure, channel });
    },
  };

  async function stepOf({ checklist, step }: StepTarget) {
    const known = await deps.store.read((reader) => reader.checklists.load(checklist));
    return known?.steps.find(({ id }) => id === step) ?? null;
  }
}

function gone(): Reply {
  return refused(
    'This step is of a checklist that is not there any more. Open it again from the incident card.',
  );
}
