/**
 * What each press and each form asks of the use cases: one way for all deeds on a kind of thing, and an arm for each
 * press that is no such deed.
 */

import type { Person } from '../access/actor.ts';
import type { FormName, SubmissionOf } from '../deeds/forms.ts';
import type { IncidentDeedName } from '../deeds/incident-deeds.ts';
import type { StepDeedName } from '../deeds/step-deeds.ts';
import type { Reply } from '../handlers/reply.ts';
import type { UseCases } from '../handlers/use-cases.ts';
import type { VerbContext } from '../handlers/verbs/verb.ts';
import type { KnownPress, Press } from './actions.ts';
import type { Submission } from './submissions.ts';

import { wantedBy } from '../deeds/forms.ts';
import { asksFirst, isIncidentDeedName } from '../deeds/incident-deeds.ts';
import { INCIDENT_SHORTCUTS } from '../deeds/incident.ts';
import { isRunDeedName } from '../deeds/run.ts';
import { asksOfStep, isStepDeedName, pressedOnStep } from '../deeds/step-deeds.ts';
import { refused } from '../handlers/deed.ts';
import { readWords } from '../handlers/verbs/grammar.ts';
import { assertNever } from '../lib/assert-never.ts';

export interface PressContext {
  readonly by: Person;
  readonly delivery: string;
  readonly channelId: string;
  readonly channelName: string | null;
  readonly show?: VerbContext['show'];
}

/** Does what the press means. An action of another release is refused with a sentence. */
export function onPress(useCases: UseCases, press: Press, context: PressContext): Promise<Reply> {
  const { by, delivery, channelId } = context;
  if (isOf(press, isIncidentDeedName)) return onIncident(useCases, press, context);
  if (isOf(press, isStepDeedName)) return onStep(useCases, press, context);
  if (isOf(press, isRunDeedName)) return useCases.run(by, delivery, press.run, press.action);
  switch (press.action) {
    case 'assign-me':
      return useCases.incident(by, delivery, press.incident, INCIDENT_SHORTCUTS['assign-me'].deed(by));
    case 'adopt':
      return useCases.incident(by, delivery, press.from, INCIDENT_SHORTCUTS.adopt.deed(press.incident));
    case 'pick-checklist':
      return useCases.form(by, delivery, press.action, press.incident);
    case 'open-checklist': {
      const { incident, pipeline, procedure } = press;
      return useCases.openChecklist(by, delivery, { incident, pipeline, procedure, channel: channelId });
    }
    case 'refresh':
    case 'show-incident':
      return useCases.show(by, press.incident);
    case 'run-command':
      return useCases.confirmed(asTyped(press.command, context));
    case 'look':
    case 'share':
      return useCases.say(asTyped(press.command, context));
    case 'whole':
      return useCases.whole(asTyped(press.command, context));
    case 'declare':
      return useCases.declareForm(by, delivery);
    case 'unknown':
      return Promise.resolve(
        refused('This button is from another release of Handrail. Use the newest card, or the command.', {
          next: ['/etl incidents'],
        }),
      );
    default:
      return assertNever(press);
  }
}

/** Does what the submitted form asks for. */
export function onSubmission(
  useCases: UseCases,
  submission: Submission,
  context: { readonly by: Person; readonly delivery: string; readonly channel: string | null },
): Promise<Reply> {
  const { by, delivery, channel } = context;
  if (isSent(submission, isIncidentDeedName))
    return useCases.incident(by, delivery, submission.incident, wantedBy(submission, by));
  if (isSent(submission, isStepDeedName))
    return useCases.step(by, delivery, submission, wantedBy(submission, by));
  switch (submission.form) {
    case 'declare':
      return useCases.declare(by, delivery, { ...wantedBy(submission, by), channel });
    case 'pick-checklist':
      return useCases.openChecklist(by, delivery, { ...wantedBy(submission, by), channel: channel ?? '' });
    case 'unknown':
      return Promise.resolve(
        refused('This form is from another release of Handrail. Close it and open it again.'),
      );
    default:
      return assertNever(submission);
  }
}

/** The command of a button, as if who pressed it had typed it there. */
function asTyped(command: string, { by, show, ...where }: PressContext): VerbContext {
  const { delivery, channelId, channelName } = where;
  const said = { actor: by, delivery, channelId, channelName, words: readWords(command), patience: null };
  return show === undefined ? said : { ...said, show };
}

function onIncident(
  useCases: UseCases,
  { action, incident }: PressOf<IncidentDeedName>,
  { by, delivery }: PressContext,
): Promise<Reply> {
  return asksFirst(action)
    ? useCases.form(by, delivery, action, incident)
    : useCases.incident(by, delivery, incident, { do: action });
}

function onStep(
  useCases: UseCases,
  { action, checklist, step, ...carried }: PressOf<StepDeedName>,
  { by, delivery, channelId }: PressContext,
): Promise<Reply> {
  const target = { checklist, step };
  return asksOfStep(action)
    ? useCases.stepForm(by, delivery, action, target)
    : useCases.step(
        by,
        delivery,
        target,
        pressedOnStep(action, { command: '', channel: channelId, ...carried }),
      );
}

type PressOf<N extends KnownPress['action']> = Extract<KnownPress, { action: N }>;

/** Whether the press is of one of the deeds whose names these are. */
function isOf<N extends KnownPress['action']>(
  press: Press,
  isName: (name: string) => name is N,
): press is PressOf<N> {
  return isName(press.action);
}

/** Whether the form is of one of the deeds whose names these are. */
function isSent<N extends string>(
  submission: Submission,
  isName: (name: string) => name is N,
): submission is SubmissionOf<Extract<FormName, N>> {
  return isName(submission.form);
}
