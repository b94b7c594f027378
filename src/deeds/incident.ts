/** Every deed on an incident, in the order in which its card offers them. */

import type { Person } from '../access/actor.ts';
import type { Severity } from '../incidents/severity.ts';
import type { Incident, IncidentWithAlarms, Outcome } from '../incidents/state.ts';
import type { AskingDeed, PlainDeed } from './on-incident.ts';

import { countAlarms } from '../incidents/alarms.ts';
import { parseSeverity } from '../incidents/severity.ts';
import { firing, OUTCOME_LABEL, OUTCOMES, recoveredAt } from '../incidents/state.ts';
import { err, ok } from '../lib/result.ts';
import { count, truncate } from '../lib/text.ts';
import { fault } from './form.ts';
import { ADOPTION, INCIDENT } from './subjects.ts';

const reopen: PlainDeed<'reopen', 'ReopenIncident'> = {
  name: 'reopen',
  risk: 'respond',
  press: 'incident.reopen/1',
  of: INCIDENT,
  label: 'Reopen',
  words: (number) => `reopen #${number}`,
  form: null,
  verb: null,
  becomes: 'ReopenIncident',
  command: (_, { by, now }) => ({
    type: 'ReopenIncident',
    because: 'reopened by hand',
    title: null,
    by,
    now,
  }),
  done: ({ number }) => `#${number} is open again.`,
};

const acknowledge: PlainDeed<'acknowledge', 'AcknowledgeIncident'> = {
  name: 'acknowledge',
  risk: 'respond',
  press: 'incident.acknowledge/1',
  of: INCIDENT,
  label: 'Acknowledge',
  first: () => 1,
  words: (number) => `acknowledge #${number}`,
  form: null,
  verb: {
    verb: 'ack',
    aliases: ['acknowledge', 'mine'],
    summary: 'Takes an incident: you are on it',
    arguments: [],
    read: () => ({ do: 'acknowledge' }),
  },
  becomes: 'AcknowledgeIncident',
  command: (_, { by, now }) => ({ type: 'AcknowledgeIncident', by, now }),
  done: ({ number }) => `#${number} is yours.`,
};

interface Resolution {
  readonly outcome: Outcome;
  readonly note: string | null;
}

interface StillOpen {
  readonly stillFiring: readonly string[];
  readonly openSteps: number;
}

const NAMED_ALARMS = 5;

const resolve: AskingDeed<'resolve', 'ResolveIncident', Resolution, StillOpen, Resolution> = {
  name: 'resolve',
  risk: 'respond',
  press: 'incident.resolve/1',
  of: INCIDENT,
  label: 'Resolve',
  first: (incident) => (recoveredAt(incident) === null ? null : 0),
  words: (number, { outcome }) => `resolve #${number} as ${outcome}`,
  form: {
    callback: 'view.resolve/1',
    about: ({ incident, openSteps }) =>
      ok({ stillFiring: firing(incident).map(({ name }) => name), openSteps }),
    sheet: ({ incident, stillFiring, openSteps }) => ({
      title: `Resolve #${incident}`,
      submit: 'Resolve',
      lines: [
        ...(stillFiring.length === 0 ? [] : [`! ${firingWords(stillFiring)}`]),
        ...(openSteps === 0 ? [] : [`! ${count(openSteps, 'step')} of its checklists still open`]),
      ],
      fields: [
        {
          kind: 'radios',
          id: 'outcome',
          label: 'How did it end?',
          options: OUTCOMES.map((outcome) => ({ label: OUTCOME_LABEL[outcome], value: outcome })),
        },
        { kind: 'text', id: 'note', label: 'What helped?', optional: true, multiline: true },
      ],
    }),
    read(answer) {
      const outcome = outcomeIn(answer('outcome'));
      if (outcome === undefined) return fault('outcome', 'Choose how it ended.');
      return ok({ outcome, note: answer('note') || null });
    },
    deed: ({ outcome, note }) => ({ do: 'resolve', outcome, note }),
  },
  verb: {
    verb: 'resolve',
    aliases: ['close'],
    summary: `Ends an incident: ${OUTCOMES.join(', ')}`,
    arguments: [
      { name: 'outcome', summary: 'how it ended', form: 'positional', required: false, example: '<outcome>' },
    ],
    read({ tokens, rest }) {
      const outcome = outcomeIn(tokens[0]?.toLowerCase());
      const note = rest.replace(/^\S+\s*/, '').trim();
      return outcome === undefined ? null : { do: 'resolve', outcome, note: note === '' ? null : note };
    },
  },
  becomes: 'ResolveIncident',
  command: ({ outcome, note }, { by, quiet, now }) => ({
    type: 'ResolveIncident',
    outcome,
    note,
    quiet,
    by,
    now,
  }),
  done: (incident, { outcome }) =>
    `#${incident.number} is resolved: ${OUTCOME_LABEL[outcome].toLowerCase()}.${stillFires(incident)}`,
};

const note: AskingDeed<'note', 'AddNote', { readonly text: string }, object, { readonly text: string }> = {
  name: 'note',
  risk: 'respond',
  press: 'incident.note/1',
  of: INCIDENT,
  label: 'Note',
  words: (number) => `note #${number}`,
  form: {
    callback: 'view.note/1',
    about: () => ok({}),
    sheet: ({ incident }) => ({
      title: `Note on #${incident}`,
      submit: 'Save',
      lines: [],
      fields: [
        {
          kind: 'text',
          id: 'text',
          label: 'What should the others know?',
          optional: false,
          multiline: true,
        },
      ],
    }),
    read(answer) {
      const text = answer('text');
      return text === '' ? fault('text', 'Write a sentence first.') : ok({ text });
    },
    deed: ({ text }) => ({ do: 'note', text }),
  },
  verb: {
    verb: 'note',
    aliases: ['log-note'],
    summary: 'Writes a note into the timeline',
    arguments: [
      { name: 'text', summary: 'the note', form: 'positional', required: false, example: '<text>' },
    ],
    read: ({ rest }) => (rest === '' ? null : { do: 'note', text: rest }),
  },
  becomes: 'AddNote',
  command: ({ text }, { by, now }) => ({ type: 'AddNote', text, by, now }),
  done: ({ number }) => `Noted on #${number}.`,
};

const assign: AskingDeed<
  'assign',
  'AssignIncident',
  { readonly to: Person },
  object,
  { readonly user: string }
> = {
  name: 'assign',
  risk: 'respond',
  press: 'incident.assign/1',
  of: INCIDENT,
  label: 'Assign to …',
  words: (number, { to }) => `assign #${number} to ${to.user}`,
  form: {
    callback: 'view.assign/1',
    about: () => ok({}),
    sheet: ({ incident }) => ({
      title: `Assign #${incident}`,
      submit: 'Assign',
      lines: [],
      fields: [{ kind: 'person', id: 'user', label: 'Who takes it?' }],
    }),
    read(answer) {
      const user = answer('user');
      return USER_ID.test(user) ? ok({ user }) : fault('user', 'Choose a person.');
    },
    deed: ({ user }, { team }) => ({ do: 'assign', to: { kind: 'person', team, user } }),
  },
  verb: null,
  becomes: 'AssignIncident',
  command: ({ to }, { by, now }) => ({ type: 'AssignIncident', assignee: to, by, now }),
  done: ({ number }) => `#${number} has a new owner.`,
};

/** As Slack gives them: what is kept, and called, is nothing else. */
const USER_ID = /^[UW][A-Z0-9]{2,20}$/;

interface Rating {
  readonly severity: Severity;
}

const severity: AskingDeed<
  'severity',
  'ChangeSeverity',
  { readonly to: Severity },
  { readonly current: Severity },
  Rating
> = {
  name: 'severity',
  risk: 'respond',
  press: 'incident.severity/1',
  of: INCIDENT,
  label: 'Change severity',
  words: (number, { to }) => `set #${number} to SEV${to}`,
  form: {
    callback: 'view.severity/1',
    about: ({ incident }) => ok({ current: incident.severity }),
    sheet: ({ incident, current }) => ({
      title: `Severity of #${incident}`,
      submit: 'Change',
      lines: [],
      fields: [{ kind: 'severity', id: 'severity', label: 'Severity', initial: current }],
    }),
    read(answer) {
      const rated = parseSeverity(answer('severity'));
      return rated === undefined ? fault('severity', 'Choose a severity.') : ok({ severity: rated });
    },
    deed: (sent) => ({ do: 'severity', to: sent.severity }),
  },
  verb: null,
  becomes: 'ChangeSeverity',
  command: ({ to }, { by, now }) => ({ type: 'ChangeSeverity', to, by, now }),
  done: ({ number }, { to }) => `#${number} is SEV${to} now.`,
};

const stoppedGettingWorse: PlainDeed<'stopped-getting-worse', 'MarkStoppedGettingWorse'> = {
  name: 'stopped-getting-worse',
  risk: 'respond',
  press: 'incident.stopped-getting-worse/1',
  of: INCIDENT,
  label: 'It stopped getting worse',
  words: (number) => `stopped-getting-worse #${number}`,
  form: null,
  verb: null,
  becomes: 'MarkStoppedGettingWorse',
  command: (_, { by, now }) => ({ type: 'MarkStoppedGettingWorse', by, now }),
  done: ({ number }) => `#${number} stopped getting worse.`,
};

interface Into {
  readonly into: number;
}

interface Candidates {
  readonly candidates: readonly { readonly number: number; readonly title: string }[];
}

const MOST_CANDIDATES = 20;

const merge: AskingDeed<'merge', 'MergeIncident', Into, Candidates, Into> = {
  name: 'merge',
  risk: 'respond',
  press: 'incident.merge/1',
  of: INCIDENT,
  label: 'Merge into …',
  words: (number, { into }) => `merge #${number} into #${into}`,
  form: {
    callback: 'view.merge/1',
    about: ({ incident, others }) =>
      others.length === 0
        ? err(`No other incident is open to merge #${incident.number} into.`)
        : ok({ candidates: others.slice(0, MOST_CANDIDATES) }),
    sheet: ({ incident, candidates }) => ({
      title: `Merge #${incident}`,
      submit: 'Merge',
      lines: [`Alarms and checklists of #${incident} move to the incident that you choose.`],
      fields: [
        {
          kind: 'list',
          id: 'into',
          label: 'The incident that goes on',
          options: candidates.map((other) => ({
            label: `#${other.number} ${other.title}`,
            value: String(other.number),
          })),
        },
      ],
    }),
    read(answer) {
      const into = Number(answer('into'));
      return Number.isSafeInteger(into) && into > 0
        ? ok({ into })
        : fault('into', 'Choose the incident that goes on.');
    },
    deed: ({ into }) => ({ do: 'merge', into }),
  },
  verb: null,
  becomes: 'MergeIncident',
  command: ({ into }, { by, now }) => ({ type: 'MergeIncident', into, by, now }),
  done: ({ number, mergedInto }, { into }) =>
    `#${number} was merged into #${mergedInto ?? into}. Go on there.`,
};

export const INCIDENT_DEEDS = {
  reopen,
  acknowledge,
  resolve,
  note,
  assign,
  severity,
  'stopped-getting-worse': stoppedGettingWorse,
  merge,
} as const;

/** Buttons that do one of these deeds with what they know already. */
export const INCIDENT_SHORTCUTS = {
  'assign-me': {
    press: 'incident.assign-me/1',
    of: INCIDENT,
    label: 'Assign to me',
    isOffered: ({ assignee }: Incident): boolean => assignee === null,
    deed: (by: Person) => ({ do: 'assign', to: by }) as const,
  },
  adopt: {
    press: 'incident.adopt/1',
    of: ADOPTION,
    label: (from: number): string => `Adopt #${from}`,
    deed: (into: number) => ({ do: 'merge', into }) as const,
  },
} as const;

function outcomeIn(word: string | undefined): Outcome | undefined {
  return OUTCOMES.find((outcome) => outcome === word);
}

function firingWords(names: readonly string[]): string {
  const named = names.slice(0, NAMED_ALARMS).map((name) => truncate(name, 100));
  const more = names.length > NAMED_ALARMS ? `, +${names.length - NAMED_ALARMS} more` : '';
  const verb = names.length === 1 ? 'fires' : 'fire';
  return `${count(names.length, 'alarm')} still ${verb}: ${named.join(', ')}${more}`;
}

function stillFires(incident: IncidentWithAlarms): string {
  const all = countAlarms(incident.counts, { state: 'ALARM' });
  const names = firing(incident)
    .map(({ name }) => name)
    .slice(0, 3);
  if (names.length === 0) return '';
  return ` Still firing: ${names.join(', ')}${all > names.length ? ` and ${all - names.length} more` : ''}.`;
}
