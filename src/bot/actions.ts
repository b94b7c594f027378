/**
 * What a press means: versioned action ids and their values, written and read by one table. Messages live for years
 * in a channel, so an id or value that this release does not know becomes `unknown`, never an exception; a change of
 * a value's shape takes a new version of its id.
 */

import type { DeedName } from '../deeds/deeds.ts';
import type { FieldsOf, Subject } from '../deeds/subjects.ts';

import { DEEDS } from '../deeds/deeds.ts';
import { INCIDENT_SHORTCUTS } from '../deeds/incident.ts';
import { COMMAND, INCIDENT, splitOnce, withNumber } from '../deeds/subjects.ts';
import { LIMITS } from './limits.ts';

type Shortcuts = typeof INCIDENT_SHORTCUTS;
type DeclaredFields = { readonly [N in DeedName]: FieldsOf<(typeof DEEDS)[N]['of']> } & {
  readonly [N in keyof Shortcuts]: FieldsOf<Shortcuts[N]['of']>;
};

/** What each press carries; what deeds carry is declared with them. */
interface PressFields extends DeclaredFields {
  readonly refresh: FieldsOf<typeof INCIDENT>;
  readonly 'show-incident': FieldsOf<typeof INCIDENT>;
  /** Runs a command that only reads, for the one who presses. */
  readonly look: FieldsOf<typeof COMMAND>;
  /** Runs a command that only reads again, for everybody to see. */
  readonly share: FieldsOf<typeof COMMAND>;
  /** Brings the whole of what a command that only reads finds, as a file for the one who presses. */
  readonly whole: FieldsOf<typeof COMMAND>;
  /** Starts the change that a preview showed. */
  readonly 'run-command': FieldsOf<typeof COMMAND>;
}

export type PressAction = keyof PressFields;

/** A press that can be drawn as a button or as an entry of a menu. */
export type KnownPress = { [A in PressAction]: { readonly action: A } & PressFields[A] }[PressAction];

/** A press as it came in: `unknown` for an id or value of another release. */
export type Press = KnownPress | { readonly action: 'unknown'; readonly id: string };

type PressTable = {
  readonly [A in PressAction]: { readonly press: string; readonly of: Subject<PressFields[A]> };
};

const TABLE: PressTable = {
  ...DEEDS,
  ...INCIDENT_SHORTCUTS,
  refresh: { press: 'incident.refresh/1', of: INCIDENT },
  'show-incident': { press: 'panel.show-incident/1', of: INCIDENT },
  'run-command': { press: 'preview.run/1', of: COMMAND },
  look: { press: 'result.look/1', of: COMMAND },
  share: { press: 'result.share/1', of: COMMAND },
  whole: { press: 'result.file/1', of: COMMAND },
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
  pressActions().map((action) => [TABLE[action].press, action]),
);

/** Every press action there is. */
export function pressActions(): readonly PressAction[] {
  return Object.keys(TABLE) as PressAction[];
}

/** The action id and value of a button. */
export function encodePress<A extends PressAction>(
  press: { readonly action: A } & PressFields[A],
): { readonly id: string; readonly value: string } {
  const { press: id, of } = TABLE[press.action];
  return { id, value: of.write(press) };
}

/** The same id for a second press of its kind in one row, since Slack takes no id twice there: `result.look/1~2`. */
export function nthId(id: string, nth: number): string {
  return nth < 2 ? id : `${id}~${nth}`;
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
  const [kind = ''] = id.split('~');
  const action = ACTION_OF.get(kind);
  const press = action === undefined ? (EARLIER.get(kind)?.(value) ?? null) : decodeAs(action, value);
  return press ?? { action: 'unknown', id };
}

function decodeAs<A extends PressAction>(action: A, value: string): KnownPress | null {
  const fields = TABLE[action].of.read(value);
  return fields === null
    ? null
    : ({ action, ...fields } as { readonly action: A } & PressFields[A] as KnownPress);
}
