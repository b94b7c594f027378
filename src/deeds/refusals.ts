/** The sentence for each refusal of a decider: what stands in the way, and what to press, type or write next. */

import type { Actor } from '../access/actor.ts';
import type { ChecklistAlready, ChecklistRefusal } from '../checklists/refusals.ts';
import type { IncidentAlready, IncidentRefusal } from '../incidents/refusals.ts';
import type { RunRefusal } from '../runs/refusals.ts';

import { STEP_OUTCOME_WORD } from '../checklists/state.ts';
import { OUTCOME_LABEL } from '../incidents/state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { formatDuration } from '../lib/duration.ts';

/** What a use case looked for and did not find, before any decider was asked. */
interface NotFound {
  readonly kind: 'cannot';
  readonly code: 'no-such-incident';
  readonly incident: number;
}

/** Why what was asked was not done: any decider's refusal, or that there is nothing to decide on. */
export type Refusal = IncidentRefusal | ChecklistRefusal | RunRefusal | NotFound;

type Already = IncidentAlready | ChecklistAlready | Extract<RunRefusal, { kind: 'already' }>;

export type RefusalInWords =
  | { readonly kind: 'already'; readonly what: string; readonly by: Actor | null; readonly at: number | null }
  | { readonly kind: 'cannot'; readonly because: string };

/** The refusal as a person reads it. "Already" is no failure: it says what stands, by whom and since when. */
export function inWords(refusal: Refusal): RefusalInWords {
  return refusal.kind === 'already'
    ? { kind: 'already', what: whatStands(refusal), by: refusal.by, at: refusal.at }
    : { kind: 'cannot', because: hindrance(refusal) };
}

/** Words to say next: where an incident was meant that is not the one, the list shows those there are. */
export function nextAfter({ code }: Refusal): readonly string[] {
  return code === 'no-such-incident' || code === 'merge-into-itself' ? ['/etl incidents'] : [];
}

function whatStands(already: Already): string {
  switch (already.code) {
    case 'incident-acknowledged':
      return `#${already.incident} is acknowledged`;
    case 'incident-assigned':
      return `#${already.incident} is with this person`;
    case 'incident-steady':
      return `#${already.incident} stopped getting worse`;
    case 'incident-recovered':
      return `#${already.incident} has recovered`;
    case 'incident-open':
      return `#${already.incident} is open`;
    case 'incident-rated':
      return `#${already.incident} is SEV${already.severity}`;
    case 'incident-resolved':
      return `#${already.incident} is resolved (${OUTCOME_LABEL[already.outcome].toLowerCase()})`;
    case 'checklist-open':
      return 'The checklist is open';
    case 'step-open':
      return `Step ${already.step} is open`;
    case 'step-running':
      return `Step ${already.step} is running`;
    case 'step-ended':
      return `Step ${already.step} is marked “${STEP_OUTCOME_WORD[already.outcome]}”`;
    case 'run-requested':
      return `${already.command} is asked for`;
    case 'run-over':
      return `${already.command} is over`;
    case 'run-shared':
      return `What ${already.command} brought is shown to everybody`;
    default:
      return assertNever(already);
  }
}

function hindrance(cannot: Exclude<Refusal, Already>): string {
  switch (cannot.code) {
    case 'no-such-incident':
      return `There is no incident #${cannot.incident}.`;
    case 'no-incident':
      return 'There is no such incident. /etl incidents lists those there are.';
    case 'empty-note':
      return 'The note is empty. Write a sentence, then save it again.';
    case 'incident-exists':
      return `#${cannot.incident} exists already.`;
    case 'incident-is-over':
      return `#${cannot.incident} is resolved. Press Reopen on its card first.`;
    case 'incident-merged':
      return `#${cannot.incident} was merged into #${cannot.into}. Go on there.`;
    case 'merge-into-itself':
      return `#${cannot.incident} cannot be merged into itself. Name another one.`;
    case 'not-recovered':
      return `#${cannot.incident} has not recovered.`;
    case 'in-hand':
      return `#${cannot.incident} is in somebody's hands.`;
    case 'steps-open':
      return `#${cannot.incident} has open steps.`;
    case 'not-calm':
      return `#${cannot.incident} has been calm for only ${formatDuration(cannot.forMs)}.`;
    case 'cause-not-over':
      return `The cause of #${cannot.incident} is not over long enough.`;
    case 'ends-by-recovering':
      return `#${cannot.incident} ends by recovering, not by time.`;
    case 'still-recent':
      return `#${cannot.incident} is still recent.`;
    case 'no-checklist':
      return 'There is no such checklist any more. Open it again from the incident card.';
    case 'no-step':
      return `This checklist has no step ${cannot.step}. Its card shows the steps it has.`;
    case 'step-without-command':
      return `Step ${cannot.step} has no command to run. Do it, then press Done.`;
    case 'step-of-no-operation':
      return `Handrail has no operation for the command of step ${cannot.step}. Do it by hand, then press Done.`;
    case 'skip-without-reason':
      return `Step ${cannot.step} needs a reason to be skipped: pick one, or write a few words.`;
    case 'no-run':
      return 'There is no such run. Its card is gone, or of another Handrail.';
    case 'run-has-begun':
      return `${cannot.command} has begun meanwhile, so it can no longer be cancelled. Its card offers to give it up.`;
    case 'nothing-to-share':
      return `${cannot.command} brought nothing that only you see.`;
    case 'not-the-asker':
      return `What ${cannot.command} brought is for who asked for it. Ask for it yourself.`;
    default:
      return assertNever(cannot);
  }
}
