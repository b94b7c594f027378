/**
 * Which alarms are one piece of work, and the only place where the key of a group is written or read. A key is a list of
 * parts: `pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1`.
 */

import type { AlarmEvent } from './event.ts';

import { masked } from './mask.ts';
import { resourceLabel } from './resources.ts';

export const GROUP_PARTS = ['pipeline', 'stage', 'place', 'resource', 'alarm'] as const;
export type GroupPart = (typeof GROUP_PARTS)[number];

/** What decides the group: an alarm event with its route has it all, and so have the rows of an incident. */
export interface GroupSubject extends Pick<AlarmEvent, 'key' | 'name' | 'account' | 'region' | 'resources'> {
  readonly pipeline: string | null;
  readonly stage: string | null;
}

/** What a pipeline of the configuration says about its groups. */
export interface GroupRule {
  readonly name: string;
  /** What makes its alarms one incident; null for the rule that holds without it. */
  readonly groupBy: readonly GroupPart[] | null;
}

export interface Group {
  readonly key: string;
  /** A clause that says what is one incident and which rule decided. */
  readonly because: string;
}

const NOWHERE = '-';

/**
 * The group of an alarm. With a stage it is pipeline, stage and place; without one pipeline and resource; unrouted,
 * place and resource. The pipeline's own `group_by` replaces the rule (by stage only for what is in one); a group never spans two pipelines.
 */
export function groupOf(subject: GroupSubject, pipelines: readonly GroupRule[]): Group {
  const given = pipelines.find(({ name }) => name === subject.pipeline)?.groupBy ?? null;
  // All that is in no stage would be one incident: the very card that unrelated alarms must not share.
  const own = given?.includes('stage') === true && subject.stage === null ? null : given;
  const parts = own ?? rule(subject);
  const asked = GROUP_PARTS.filter(
    (part) => parts.includes(part) || (part === 'pipeline' && subject.pipeline !== null),
  );
  const values = asked.map((part) => [part, valueOf(part, subject)] as const);
  return {
    key: values.map(([part, value]) => `${part}:${escaped(value)}`).join('/'),
    because: `${values.map(([part, value]) => inWords(part, value, subject)).join(', ')}: ${whose(subject, own !== null)}`,
  };
}

/** The key of the same group where nobody knows the place, as of an incident that a person declared. */
export function anywhere(key: string): string {
  return key.replace(/(^|\/)place:[^/]*/, `$1place:${NOWHERE}`);
}

function rule({ pipeline, stage }: GroupSubject): readonly GroupPart[] {
  if (pipeline === null) return ['place', 'resource'];
  return stage === null ? ['pipeline', 'resource'] : ['pipeline', 'stage', 'place'];
}

function valueOf(part: GroupPart, subject: GroupSubject): string {
  switch (part) {
    case 'pipeline':
      return subject.pipeline ?? NOWHERE;
    case 'stage':
      return subject.stage ?? NOWHERE;
    case 'place': {
      const { account, region } = subject;
      return account === null && region === null ? NOWHERE : `${account ?? NOWHERE}.${region ?? NOWHERE}`;
    }
    case 'resource':
      return resourceLabel(subject.resources) ?? `name ${masked(subject.name).toLowerCase()}`;
    case 'alarm':
      return subject.key;
  }
}

function inWords(part: GroupPart, value: string, subject: GroupSubject): string {
  switch (part) {
    case 'pipeline':
      return `pipeline ${value}`;
    case 'stage':
      return subject.stage === null ? 'no stage' : `stage ${value}`;
    case 'place':
      return value === NOWHERE
        ? 'an unknown place'
        : `account ${subject.account ?? 'unknown'} in ${subject.region ?? 'an unknown region'}`;
    case 'resource':
      return value;
    case 'alarm':
      return 'this alarm alone';
  }
}

function whose({ pipeline, stage }: GroupSubject, own: boolean): string {
  if (own) return `group_by of ${pipeline} says so`;
  if (pipeline === null) return 'no pipeline has it';
  return stage === null ? 'it is in no stage' : 'it is in a stage';
}

/** A value cannot end its part: names of jobs and tables may hold a slash. */
function escaped(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('/', '%2F');
}
