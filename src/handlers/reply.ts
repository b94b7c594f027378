/**
 * What a use case answers a person, before any surface draws it. `text` inside is plain: the view escapes it.
 */

import type { Actor } from '../access/actor.ts';
import type { Level } from '../access/may.ts';
import type { Checklist } from '../checklists/state.ts';
import type { ProcedureMatch } from '../deeds/checklist.ts';
import type { Form } from '../deeds/forms.ts';
import type { Incident, IncidentWithAlarms } from '../incidents/state.ts';
import type { Finding } from '../operations/finding.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Risk } from '../operations/operation.ts';
import type { Procedure } from '../runbooks/runbook.ts';
import type { OperationRun } from '../runs/state.ts';

export type Reply =
  /** It was done; one sentence. */
  | { readonly kind: 'said'; readonly text: string }
  /** Somebody did it before: "#42 is acknowledged", by whom and when, milliseconds. */
  | { readonly kind: 'already'; readonly what: string; readonly by: Actor | null; readonly at: number | null }
  /** It was not done: what was expected, what came, what to do next. `ask` holds user ids of people who can. */
  | {
      readonly kind: 'refused';
      readonly text: string;
      readonly ask: readonly string[];
      readonly next: readonly string[];
    }
  /** `/etl`: the newest open incidents, of how many, and what the asker may do. */
  | {
      readonly kind: 'panel';
      readonly incidents: readonly Incident[];
      readonly of: number;
      readonly level: Level | null;
    }
  | { readonly kind: 'help'; readonly verbs: readonly HelpEntry[]; readonly about: HelpEntry | null }
  | { readonly kind: 'incidents'; readonly incidents: readonly Incident[]; readonly of: number }
  /** `cardIn` is the Slack id of the channel where its card stands, null while it is not posted. */
  | {
      readonly kind: 'incident';
      readonly incident: IncidentWithAlarms;
      readonly checklists: readonly Checklist[];
      readonly cardIn: string | null;
    }
  /** `shared` says who asked for it, and how long ago, where that is worth telling. */
  | {
      readonly kind: 'finding';
      readonly command: string;
      readonly finding: Finding;
      readonly shared?: { readonly by: Actor; readonly agoMs: number };
    }
  /** What a typed change would do: nothing has happened until it is confirmed. */
  | {
      readonly kind: 'preview';
      readonly risk: Risk;
      readonly intent: string;
      readonly command: string;
      /** The step that it is for; null for one that was typed. */
      readonly step: { readonly checklist: string; readonly step: string } | null;
    }
  /** A look that takes long, while who asked waits where they asked: the run that ends it, and how far it is. */
  | { readonly kind: 'working'; readonly run: OperationRun; readonly soFar: string }
  /** An operation that goes on: its result comes as a message. */
  | { readonly kind: 'started'; readonly run: OperationRun; readonly already: boolean }
  | {
      readonly kind: 'procedures';
      readonly words: string;
      readonly matches: readonly ProcedureMatch[];
      readonly incident: number | null;
      /** Whose runbook it is. */
      readonly pipeline: string | null;
    }
  | {
      readonly kind: 'procedure';
      readonly procedure: Procedure;
      readonly runbookHash: string;
      readonly incident: number | null;
      readonly pipeline: string | null;
    }
  | {
      readonly kind: 'whoami';
      readonly user: string;
      readonly level: Level | null;
      readonly verbs: readonly string[];
    }
  /** A form to open: the words after the verb may have filled some of it. */
  | { readonly kind: 'form'; readonly form: Form };

export interface HelpEntry {
  readonly verb: string;
  readonly usage: string;
  readonly summary: string;
  readonly risk: Risk | 'respond';
  readonly allowed: boolean;
  readonly arguments: readonly ArgumentSpec[];
}
