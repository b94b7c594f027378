/** Every deed on a run, in the order in which its card would rather offer them; and what is made of them. */

import type { Person } from '../access/actor.ts';
import type { Deed } from '../access/may.ts';
import type { RunCommand } from '../runs/commands.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Confirmation, Kind, Plain } from './declaration.ts';
import type { FieldsOf } from './subjects.ts';

import { withoutStop } from '../lib/text.ts';
import { refusalOf } from '../runs/decide.ts';
import { isAskedBy, isStopped } from '../runs/state.ts';
import { RUN } from './subjects.ts';

interface OnRun extends Kind {
  readonly of: FieldsOf<typeof RUN>;
  readonly named: OperationRun;
  readonly command: RunCommand;
  readonly given: { readonly by: Person; readonly now: number };
  readonly after: OperationRun;
}

interface RunDeed<Name extends string, Type extends RunCommand['type']> extends Plain<OnRun, Name, Type> {
  confirm(run: OperationRun): Confirmation;
}

const cancel: RunDeed<'cancel a run', 'CancelRun'> = {
  name: 'cancel a run',
  risk: 'respond',
  press: 'run.cancel/1',
  of: RUN,
  label: 'Cancel',
  confirm: ({ command }) => ({
    title: 'Cancel this run?',
    text: `${withoutStop(command)} has not started. Cancelled, it never does.`,
    yes: 'Cancel it',
  }),
  words: ({ command }) => `cancel ${command}`,
  form: null,
  becomes: 'CancelRun',
  command: (_, { by, now }) => ({ type: 'CancelRun', by, now }),
  done: stopped,
};

const giveUp: RunDeed<'give up a run', 'GiveUpRun'> = {
  name: 'give up a run',
  risk: 'respond',
  press: 'run.give-up/1',
  of: RUN,
  label: 'Give up',
  confirm: (run) => ({
    title: 'Give this run up?',
    text:
      run.risk === 'read'
        ? `Handrail stops waiting for ${withoutStop(run.command)} and shows no result.${queryStopped(run)}`
        : `Handrail stops following ${withoutStop(run.command)}. What runs in AWS goes on there: this stops nothing.`,
    yes: 'Give it up',
  }),
  words: ({ command }) => `give up ${command}`,
  form: null,
  becomes: 'GiveUpRun',
  command: (_, { by, now }) => ({ type: 'GiveUpRun', by, now }),
  done: stopped,
};

const share: RunDeed<'share what a run brought', 'ShareRun'> = {
  name: 'share what a run brought',
  risk: 'read',
  press: 'run.share/1',
  of: RUN,
  label: 'Share',
  confirm: ({ incident }) => ({
    title: 'Show it to everybody?',
    text: `Everybody in ${incident === null ? 'the channel where you asked' : `the thread of #${incident}`} sees what stands here. The file stays with you.`,
    yes: 'Show it',
  }),
  words: ({ command }) => `share ${command}`,
  form: null,
  becomes: 'ShareRun',
  command: (_, { by, now }) => ({ type: 'ShareRun', by, now }),
  done: ({ incident }) =>
    `Everybody sees it ${incident === null ? 'in the channel where you asked' : `in the thread of #${incident}`}.`,
};

const WAYS_OUT = { 'cancel-run': cancel, 'give-up-run': giveUp } as const;
/** The way out that is one from the request to the end, for a button that is not drawn anew meanwhile. */
export const LASTING_WAY_OUT: keyof typeof WAYS_OUT = 'give-up-run';

export const RUN_DEEDS = { ...WAYS_OUT, 'share-run': share } as const;
export type RunDeedName = keyof typeof RUN_DEEDS;

const WAY_OUT_NAMES = Object.keys(WAYS_OUT) as readonly (keyof typeof WAYS_OUT)[];

/** Whether this is the name of a deed that ends a run. */
export function isWayOut(name: string): boolean {
  return Object.hasOwn(WAYS_OUT, name);
}

/** Whether this is the name of a deed on a run. */
export function isRunDeedName(name: string): name is RunDeedName {
  return Object.hasOwn(RUN_DEEDS, name);
}

/** The way out of the run as it stands: the first deed that its decider takes; null once it is over. */
export function wayOutOf(run: OperationRun): RunDeedName | null {
  return WAY_OUT_NAMES.find((name) => mayBe(name, run)) ?? null;
}

/** Whether its decider takes the deed as the run stands. */
export function mayBe(name: RunDeedName, run: OperationRun): boolean {
  return refusalOf(RUN_DEEDS[name].becomes, run) === null;
}

/** The risk of the deed for this person: who asked only to see something may stop waiting for it, whatever their level. */
export function riskOfRunDeed(name: RunDeedName, run: OperationRun, by: Person): Deed['risk'] {
  return run.risk === 'read' && isAskedBy(run, by) ? 'read' : RUN_DEEDS[name].risk;
}

function stopped(run: OperationRun): string {
  const { command, risk, state } = run;
  if (state.state === 'cancelled') return `${command} is cancelled. Nothing was started.`;
  if (risk === 'read') return `${command} is given up.${queryStopped(run)}`;
  const started = state.state === 'given-up' && state.started;
  const rest = started
    ? 'The job goes on in AWS'
    : 'It may have been started in AWS: look there before you run it again';
  return `${command} is no longer followed. ${rest}.`;
}

function queryStopped(run: OperationRun): string {
  return isStopped(run) ? ' Its query is stopped in AWS.' : '';
}
