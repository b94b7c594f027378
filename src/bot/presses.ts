/** What each press asks of the use cases: what its declaration says, or one row an action. */

import type { Person } from '../access/actor.ts';
import type { IncidentDeedName, IncidentSubmission } from '../deeds/incident-deeds.ts';
import type { RunDeedName } from '../deeds/run.ts';
import type { Reply } from '../handlers/reply.ts';
import type { UseCases } from '../handlers/use-cases.ts';
import type { KnownPress, Press } from './actions.ts';
import type { Submission } from './submissions.ts';

import { asksFirst, deedOf, isIncidentDeedName, isIncidentFormName } from '../deeds/incident-deeds.ts';
import { INCIDENT_SHORTCUTS } from '../deeds/incident.ts';
import { isRunDeedName } from '../deeds/run.ts';
import { refused } from '../handlers/deed.ts';
import { readWords } from '../handlers/verbs/grammar.ts';
import { assertNever } from '../lib/assert-never.ts';

export interface PressContext {
  readonly by: Person;
  readonly delivery: string;
  readonly channelId: string;
  readonly channelName: string | null;
}

/** Does what the press means. An action of another release is refused with a sentence. */
export function onPress(useCases: UseCases, press: Press, context: PressContext): Promise<Reply> {
  const { by, delivery, channelId } = context;
  if (isIncidentPress(press)) {
    const { action, incident } = press;
    return asksFirst(action)
      ? useCases.form(by, action, incident)
      : useCases.incident(by, delivery, incident, { do: action });
  }
  if (isRunPress(press)) return useCases.run(by, delivery, press.run, press.action);
  switch (press.action) {
    case 'assign-me':
      return useCases.incident(by, delivery, press.incident, INCIDENT_SHORTCUTS['assign-me'].deed(by));
    case 'adopt':
      return useCases.incident(by, delivery, press.from, INCIDENT_SHORTCUTS.adopt.deed(press.incident));
    case 'pick-checklist':
      return useCases.form(by, 'checklist', press.incident);
    case 'open-checklist':
      return useCases.openChecklist(by, delivery, {
        incident: press.incident,
        pipeline: press.pipeline,
        procedure: press.procedure,
        channel: channelId,
      });
    case 'refresh':
    case 'show-incident':
      return useCases.show(by, press.incident);
    case 'run-step':
      return useCases.step(by, delivery, press, { do: 'run', values: {} });
    case 'step-done':
      return useCases.step(by, delivery, press, { do: 'end', outcome: 'done', reason: null });
    case 'step-did-not-help':
      return useCases.step(by, delivery, press, { do: 'end', outcome: 'did-not-help', reason: null });
    case 'step-not-applicable':
      return useCases.step(by, delivery, press, { do: 'end', outcome: 'not-applicable', reason: null });
    case 'reopen-step':
      return useCases.step(by, delivery, press, { do: 'reopen' });
    case 'skip-step':
      return useCases.skipForm(by, press);
    case 'open-jump':
      return useCases.openJump(by, delivery, press, channelId);
    case 'run-shown':
      return useCases.step(by, delivery, press, { do: 'run-shown', command: press.command });
    case 'run-command': {
      const { channelName } = context;
      const words = readWords(press.command);
      return useCases.confirmed({ actor: by, delivery, channelId, channelName, words });
    }
    case 'share': {
      const { channelName } = context;
      return useCases.say({ actor: by, delivery, channelId, channelName, words: readWords(press.command) });
    }
    case 'declare':
      return useCases.declareForm(by);
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
  if (isIncidentSubmission(submission))
    return useCases.incident(by, delivery, submission.incident, deedOf(submission, by));
  switch (submission.form) {
    case 'declare': {
      const { title, severity, pipeline, stage } = submission;
      return useCases.declare(by, delivery, { title, severity, pipeline, stage, channel });
    }
    case 'skip':
      return useCases.step(by, delivery, submission, {
        do: 'end',
        outcome: 'skipped',
        reason: submission.reason,
      });
    case 'checklist':
      return useCases.openChecklist(by, delivery, {
        incident: submission.incident,
        pipeline: null,
        procedure: submission.procedure,
        channel: channel ?? '',
      });
    case 'arguments':
      return useCases.step(by, delivery, submission, {
        do: 'run',
        values: submission.values,
        showFirst: true,
      });
    case 'unknown':
      return Promise.resolve(
        refused('This form is from another release of Handrail. Close it and open it again.'),
      );
    default:
      return assertNever(submission);
  }
}

function isIncidentPress(press: Press): press is Extract<KnownPress, { action: IncidentDeedName }> {
  return isIncidentDeedName(press.action);
}

function isRunPress(press: Press): press is Extract<KnownPress, { action: RunDeedName }> {
  return isRunDeedName(press.action);
}

function isIncidentSubmission(submission: Submission): submission is IncidentSubmission {
  return isIncidentFormName(submission.form);
}
