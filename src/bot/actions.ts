/**
 * What a press means: versioned action ids and their values, written and read by one table. Messages live for years
 * in a channel, so an id or value that this release does not know becomes `unknown`, never an exception; a change of
 * a value's shape takes a new version of its id.
 */

import type { Subjects } from '../deeds/declaration.ts';
import type { IncidentDeedName } from '../deeds/incident-deeds.ts';
import type { RunDeedName } from '../deeds/run.ts';

import { z } from 'zod';

import { INCIDENT_DEEDS, INCIDENT_SHORTCUTS } from '../deeds/incident.ts';
import { RUN_DEEDS } from '../deeds/run.ts';
import { mapRecord } from '../lib/record.ts';
import { LIMITS } from './limits.ts';

type DeclaredFields = Readonly<Record<IncidentDeedName, OfIncident>> & Readonly<Record<RunDeedName, OfRun>>;

/** What each press carries; those of deeds are declared with the deed. */
interface PressFields extends DeclaredFields {
  readonly 'assign-me': OfIncident;
  /** Takes over the downstream incident that was offered. */
  readonly adopt: OfIncident & { readonly from: number };
  /** Starts the procedure as a checklist, in the incident or on its own. */
  readonly 'open-checklist': {
    readonly incident: number | null;
    /** Whose runbook has the procedure. */
    readonly pipeline: string | null;
    readonly procedure: string;
  };
  readonly 'pick-checklist': OfIncident;
  readonly refresh: OfIncident;
  readonly 'show-incident': OfIncident;
  readonly 'run-step': OfStep;
  readonly 'step-done': OfStep;
  readonly 'step-did-not-help': OfStep;
  readonly 'skip-step': OfStep;
  readonly 'step-not-applicable': OfStep;
  readonly 'reopen-step': OfStep;
  /** Opens the procedure that the step's link leads to. */
  readonly 'open-jump': OfStep;
  /** Runs a command that only reads again, for everybody to see. */
  readonly share: { readonly command: string };
  /** Starts the change that a preview showed. */
  readonly 'run-command': { readonly command: string };
  /** The same for a step of a checklist. */
  readonly 'run-shown': OfStep & { readonly command: string };
  readonly declare: object;
}

type OfIncident = Subjects['incident'];
type OfRun = Subjects['run'];

interface OfStep {
  readonly checklist: string;
  readonly step: string;
}

export type PressAction = keyof PressFields;

/** A press that can be drawn as a button or as an entry of a menu. */
export type KnownPress = { [A in PressAction]: { readonly action: A } & PressFields[A] }[PressAction];

/** A press as it came in: `unknown` for an id or value of another release. */
export type Press = KnownPress | { readonly action: 'unknown'; readonly id: string };

/** How the fields stand in a value. `read` gives null for a value that `write` never makes. */
interface Fields<F> {
  write(fields: F): string;
  read(value: string): F | null;
}

type PressTable = {
  readonly [A in PressAction]: { readonly id: string; readonly fields: Fields<PressFields[A]> };
};

const ofIncident: Fields<OfIncident> = {
  write: ({ incident }) => String(incident),
  read: (value) => withNumber(value, (incident) => ({ incident })),
};

// Ids hold no spaces; a procedure id may, so it stands last.
const ofStep: Fields<OfStep> = {
  write: ({ checklist, step }) => `${checklist} ${step}`,
  read: (value) => {
    const [checklist = '', step = '', ...more] = value.split(' ');
    return checklist === '' || step === '' || more.length > 0 ? null : { checklist, step };
  },
};

const ofRun: Fields<OfRun> = {
  write: ({ run }) => run,
  read: (run) => (run === '' || run.includes(' ') ? null : { run }),
};

const ofAdoption: Fields<PressFields['adopt']> = {
  write: ({ incident, from }) => `${incident} ${from}`,
  read: (value) => {
    const [into = '', from = '', ...more] = value.split(' ');
    if (more.length > 0) return null;
    return withNumber(into, (incident) => withNumber(from, (other) => ({ incident, from: other })));
  },
};

const PROCEDURE = z.tuple([z.int().positive().nullable(), z.string().nullable(), z.string().min(1)]);

// Names of pipelines and procedures may hold anything, so JSON keeps them apart.
const ofProcedure: Fields<PressFields['open-checklist']> = {
  write: ({ incident, pipeline, procedure }) => JSON.stringify([incident, pipeline, procedure]),
  read: (value) => {
    const read = PROCEDURE.safeParse(parseJson(value));
    if (!read.success) return null;
    const [incident, pipeline, procedure] = read.data;
    return { incident, pipeline, procedure };
  },
};

const ofShown: Fields<PressFields['run-shown']> = {
  write: ({ checklist, step, command }) => `${checklist} ${step} ${command}`,
  read: (value) => {
    const [checklist, rest] = splitOnce(value);
    const [step, command] = splitOnce(rest);
    return checklist === '' || step === '' || command === '' ? null : { checklist, step, command };
  },
};

const ofCommand: Fields<PressFields['share']> = {
  write: ({ command }) => command,
  read: (command) => (command === '' ? null : { command }),
};

// Slack wants no empty value.
const ofNothing: Fields<PressFields['declare']> = { write: () => '-', read: () => ({}) };

const TABLE: PressTable = {
  ...mapRecord(INCIDENT_DEEDS, ({ press }) => ({ id: press, fields: ofIncident })),
  ...mapRecord(RUN_DEEDS, ({ press }) => ({ id: press, fields: ofRun })),
  'assign-me': { id: INCIDENT_SHORTCUTS['assign-me'].press, fields: ofIncident },
  adopt: { id: INCIDENT_SHORTCUTS.adopt.press, fields: ofAdoption },
  'open-checklist': { id: 'incident.open-checklist/2', fields: ofProcedure },
  'pick-checklist': { id: 'incident.pick-checklist/1', fields: ofIncident },
  refresh: { id: 'incident.refresh/1', fields: ofIncident },
  'show-incident': { id: 'panel.show-incident/1', fields: ofIncident },
  declare: { id: 'panel.declare/1', fields: ofNothing },
  'run-step': { id: 'checklist.run/1', fields: ofStep },
  'step-done': { id: 'checklist.done/1', fields: ofStep },
  'step-did-not-help': { id: 'checklist.did-not-help/1', fields: ofStep },
  'skip-step': { id: 'checklist.skip/1', fields: ofStep },
  'step-not-applicable': { id: 'checklist.not-applicable/1', fields: ofStep },
  'reopen-step': { id: 'checklist.reopen-step/1', fields: ofStep },
  'open-jump': { id: 'checklist.open-jump/1', fields: ofStep },
  'run-command': { id: 'preview.run/1', fields: ofCommand },
  'run-shown': { id: 'preview.run-step/1', fields: ofShown },
  share: { id: 'result.share/1', fields: ofCommand },
};

/** Ids that are written no more and still stand on cards. */
const EARLIER: ReadonlyMap<string, (value: string) => KnownPress | null> = new Map([
  // Before there could be two pipelines: an incident number or `-`, and the procedure.
  [
    'incident.open-checklist/1',
    (value: string) => {
      const [where, procedure] = splitOnce(value);
      if (procedure === '') return null;
      const press = { action: 'open-checklist', pipeline: null, procedure } as const;
      return where === '-'
        ? { ...press, incident: null }
        : withNumber(where, (incident) => ({ ...press, incident }));
    },
  ],
]);

/** The ⋯ menus. An entry's value is the action id and the value that a button would have, with a space between. */
export const MENUS = { incident: 'incident.menu/1', checklist: 'checklist.menu/1' } as const;
export type Menu = keyof typeof MENUS;

const ACTION_OF: ReadonlyMap<string, PressAction> = new Map(
  pressActions().map((action) => [TABLE[action].id, action]),
);

/** Every press action there is. */
export function pressActions(): readonly PressAction[] {
  return Object.keys(TABLE) as PressAction[];
}

/** The action id and value of a button. */
export function encodePress<A extends PressAction>(
  press: { readonly action: A } & PressFields[A],
): { readonly id: string; readonly value: string } {
  const { id, fields } = TABLE[press.action];
  return { id, value: fields.write(press) };
}

/** The value of a menu entry, or null when it is longer than Slack allows one to be. */
export function encodeEntry(press: KnownPress): string | null {
  const { id, value } = encodePress(press);
  const entry = `${id} ${value}`;
  return entry.length <= LIMITS.optionValue ? entry : null;
}

/**
 * Reads a press.
 * @param id the element's action_id.
 * @param value the button's value, or the value of the option chosen in a menu.
 */
export function decodePress(id: string, value: string | null): Press {
  if (Object.values<string>(MENUS).includes(id)) {
    const [entry, rest] = splitOnce(value ?? '');
    return decodeButton(entry, rest);
  }
  return decodeButton(id, value ?? '');
}

function decodeButton(id: string, value: string): Press {
  const action = ACTION_OF.get(id);
  const press = action === undefined ? (EARLIER.get(id)?.(value) ?? null) : decodeAs(action, value);
  return press ?? { action: 'unknown', id };
}

function decodeAs<A extends PressAction>(action: A, value: string): KnownPress | null {
  const fields = TABLE[action].fields.read(value);
  return fields === null
    ? null
    : ({ action, ...fields } as { readonly action: A } & PressFields[A] as KnownPress);
}

function withNumber<T>(text: string, make: (n: number) => T): T | null {
  return /^[1-9]\d{0,14}$/.test(text) ? make(Number(text)) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
