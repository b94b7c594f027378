/** An upstream incident that offers to take over one downstream, and what becomes of the offer. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createRenderCard } from '../../src/bot/render.ts';
import { person } from '../support/builders.ts';
import { gluePayload } from '../support/messages.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
  await world.receive(gluePayload());
  await world.receive(gluePayload({ job: 'bronze-daily' }));
});
afterEach(() => world.close());

async function card(number: number): Promise<string> {
  const render = createRenderCard({ ...world.deps, pipelines: [] });
  const drawn = await world.read(async (reader) => {
    const row = await reader.cards.load(`incident:${number}`);
    return row === null ? null : render(reader, row);
  });
  return JSON.stringify(drawn);
}

describe('an offer to adopt', () => {
  it('stands on the card while the other incident is open', async () => {
    expect((await world.incident(2)).offers).toEqual([1]);
    expect(await card(2)).toContain('Adopt #1');
    expect(await world.cases.show(person(), 2)).toMatchObject({ incident: { offers: [1] } });
  });

  it('goes when the other one is over, and comes back with it', async () => {
    await world.deed(1, { do: 'resolve', outcome: 'fixed', note: null });
    expect(await card(2)).not.toMatch(/Adopt|looks like a symptom/);
    expect(await world.cases.show(person(), 2)).toMatchObject({ incident: { offers: [] } });
    await world.deed(1, { do: 'reopen' });
    expect(await card(2)).toContain('Adopt #1');
  });
});
