/** A person of whom Slack cannot say who they are: nothing is claimed about them, and pressing again works. */

import type { HandlerDeps } from '../../src/handlers/deed.ts';
import type { Reply } from '../../src/handlers/reply.ts';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { createUseCases } from '../../src/handlers/use-cases.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { openWorld, type World } from '../support/world.ts';

const UNKNOWN: Reply = {
  kind: 'refused',
  text: 'Slack cannot say who you are right now. Press again in a moment.',
  ask: [],
  next: [],
};

let world: World;
let answer: boolean | 'unknown';
let asked: number;
let deps: HandlerDeps;
beforeEach(async () => {
  world = await openWorld({
    access: { viewer: ['*'], responder: ['*'], operator: ['U0OPERATOR'], admin: [] },
  });
  await world.receive(gluePayload());
  answer = 'unknown';
  asked = 0;
  const isFullMember = async () => {
    asked += 1;
    return answer;
  };
  deps = { ...world.deps, members: { isFullMember } };
});
afterEach(() => world.close());

const acknowledge = () => createUseCases(deps).incident(person(), 'press-1', 1, { do: 'acknowledge' });
const deniedOrAllowed = () => world.stored.audit(10);

it('is told so, nothing is written, and the same press works once Slack can say it', async () => {
  expect(await acknowledge()).toEqual(UNKNOWN);
  expect(deniedOrAllowed()).toEqual([]);
  expect((await world.incident(1)).status).toEqual({ state: 'open' });

  answer = true;
  await acknowledge();
  expect((await world.incident(1)).status).toMatchObject({ state: 'acknowledged' });
  expect(deniedOrAllowed()).toMatchObject([{ allowed: true, actor: person() }]);
});

it('is refused as ever when Slack says that they are a guest', async () => {
  answer = false;
  expect(await acknowledge()).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining('acknowledge needs a responder, and you have no level here.'),
  });
  expect(deniedOrAllowed()).toMatchObject([{ allowed: false }]);
});

it('is told so before a look and a form as well', async () => {
  expect(await createUseCases(deps).show(person(), 1)).toEqual(UNKNOWN);
  expect(await createUseCases(deps).declareForm(person(), 'form-1')).toEqual(UNKNOWN);
});

it('is not asked about where the answer does not hang on it', async () => {
  const byName = { ...deps, access: { viewer: [], responder: ['U0OTHER'], operator: [], admin: [] } };
  expect(await createUseCases(byName).incident(person(), 'press-1', 1, { do: 'acknowledge' })).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining('acknowledge needs a responder'),
  });
  expect(asked).toBe(0);
});
