import { describe, expect, it } from '@jest/globals';
import type { AccessPolicy, Deed } from '../../src/access/may.ts';
import { HANDRAIL } from '../../src/access/actor.ts';
import { levelOf, may } from '../../src/access/may.ts';
import { person } from '../support/builders.ts';

const MEMBER = { fullMember: true };
const GUEST = { fullMember: false };
const NOBODY: AccessPolicy = { viewer: [], responder: [], operator: [], admin: [] };
const TEAM: AccessPolicy = {
  viewer: ['*'],
  responder: ['U0RESPONDER'],
  operator: ['U0OPERATOR'],
  admin: ['U0ADMIN'],
};
const RISKS = ['read', 'respond', 'change', 'destructive'] as const;

function deed(risk: Deed['risk']): Deed {
  return { name: 'retry', risk };
}

describe('a person', () => {
  it.each([
    ['U0ADMIN', ['read', 'respond', 'change', 'destructive']],
    ['U0OPERATOR', ['read', 'respond', 'change']],
    ['U0RESPONDER', ['read', 'respond']],
    ['U0SOMEBODY', ['read']],
  ])('%s may %j', (user, allowed) => {
    expect(RISKS.filter((risk) => may(person(user), deed(risk), TEAM, MEMBER).allowed)).toEqual(allowed);
  });

  it('who is a guest may nothing by "*", and all that their own name gives', () => {
    expect(RISKS.filter((risk) => may(person('U0SOMEBODY'), deed(risk), TEAM, GUEST).allowed)).toEqual([]);
    expect(RISKS.filter((risk) => may(person('U0OPERATOR'), deed(risk), TEAM, GUEST).allowed)).toEqual([
      'read',
      'respond',
      'change',
    ]);
  });

  it('may nothing where nobody was named', () => {
    expect(RISKS.filter((risk) => may(person(), deed(risk), NOBODY, MEMBER).allowed)).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['change', TEAM, 'retry needs an operator, and you are a responder.', ['U0OPERATOR', 'U0ADMIN']],
    ['destructive', TEAM, 'retry needs an admin, and you are a responder.', ['U0ADMIN']],
    [
      'change',
      { ...NOBODY, responder: ['U0RESPONDER'] },
      'retry needs an operator, and you are a responder. Nobody is an operator yet: add user ids under access.operator in handrail.yaml.',
      [],
    ],
  ] as const)('of a %s says who can', (risk, policy, because, ask) => {
    expect(may(person('U0RESPONDER'), deed(risk), policy, MEMBER)).toEqual({ allowed: false, because, ask });
  });

  it('to a guest says that every full member can', () => {
    const policy = { ...NOBODY, responder: ['*'] };
    expect(may(person('U0GUEST'), deed('respond'), policy, GUEST)).toEqual({
      allowed: false,
      because:
        'retry needs a responder, and you have no level here. Every full member of this workspace can: ask one of them.',
      ask: [],
    });
  });

  it('names a few to ask, not the whole team', () => {
    const operator = Array.from({ length: 40 }, (_, index) => `U0OPERATOR${index}`);
    const permission = may(person(), deed('change'), { ...TEAM, operator }, MEMBER);
    expect(permission.allowed ? [] : permission.ask).toEqual(operator.slice(0, 5));
  });
});

describe('Handrail itself', () => {
  it('reads and closes what recovered, and never changes anything unasked', () => {
    expect(RISKS.filter((risk) => may(HANDRAIL, deed(risk), TEAM, MEMBER).allowed)).toEqual([
      'read',
      'respond',
    ]);
    expect(may(HANDRAIL, deed('change'), TEAM, MEMBER)).toMatchObject({
      because: 'Handrail never runs retry by itself: a person has to press it.',
    });
  });
});

describe('a deed that asks for more than its risk', () => {
  it('is refused below that level, and never allowed below the one of its risk', () => {
    const policy = { viewer: ['U0V'], responder: [], operator: ['U0O'], admin: [] };
    const query = { name: 'query', risk: 'read', level: 'operator' } as const;
    expect(may(person('U0O'), query, policy, GUEST).allowed).toBe(true);
    expect(may(person('U0V'), query, policy, GUEST)).toMatchObject({
      allowed: false,
      because: 'query needs an operator, and you are a viewer.',
    });
    const change = { name: 'retry', risk: 'change', level: 'viewer' } as const;
    expect(may(person('U0V'), change, policy, GUEST).allowed).toBe(false);
  });
});

describe('an identity of AWS', () => {
  const role = 'arn:aws:sts::123456789012:assumed-role/data-team';
  const policy = { viewer: [], responder: [], operator: [`${role}/*`], admin: ['U0ADMIN'] };
  const levelOfIdentity = (user: string) => levelOf(user, policy, { fullMember: true });

  it('has the level of the ARN that it fits, to the letter but for the stars', () => {
    expect(levelOfIdentity(`${role}/ada`)).toBe('operator');
    expect(levelOfIdentity('arn:aws:sts::123456789012:assumed-role/data-team-2/ada')).toBeNull();
    expect(levelOfIdentity(`${role.toUpperCase()}/ada`)).toBeNull();
    expect(levelOfIdentity('arn:aws:sts::210987654321:assumed-role/data-team/ada')).toBeNull();
  });

  it('gets nothing by what it calls its session where the role is another', () => {
    const oncall = { ...policy, operator: ['arn:aws:sts::123456789012:assumed-role/*-oncall'] };
    const session = 'arn:aws:sts::123456789012:assumed-role/Intern/me-oncall';
    expect(levelOf(session, oncall, { fullMember: true })).toBeNull();
    const named = { ...policy, operator: ['arn:aws:sts::123456789012:assumed-role/*-oncall/*'] };
    expect(levelOf(session, named, { fullMember: true })).toBeNull();
  });

  it('is nobody that a user id names, and a user id fits no ARN', () => {
    expect(levelOfIdentity('U0ADMIN')).toBe('admin');
    expect(levelOf('U0ANY', { ...policy, operator: ['arn:aws:sts::*'] }, { fullMember: true })).toBeNull();
  });
});

describe('a level', () => {
  it('is the highest that the policy gives', () => {
    expect(levelOf('U0BOTH', { ...TEAM, responder: ['U0BOTH'], admin: ['U0BOTH'] }, GUEST)).toBe('admin');
    expect(levelOf('U0RESPONDER', TEAM, MEMBER)).toBe('responder');
    expect(levelOf('U0SOMEBODY', TEAM, MEMBER)).toBe('viewer');
    expect(levelOf('U0SOMEBODY', TEAM, GUEST)).toBeNull();
  });
});
