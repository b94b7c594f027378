/** Where a run goes, and whether and as whom calls may go there. */

import { describe, expect, it } from '@jest/globals';
import type { PipelinePlace, Places } from '../../src/operations/place.ts';
import { decidePlace, placeFor, placeWords } from '../../src/operations/place.ts';

const OWN = '123456789012';
const FAR = '012345678901';
const STRANGE = '999999999999';
const ROLE = { arn: `arn:aws:iam::${FAR}:role/handrail`, externalId: 'todo-etl' };

function places(...pipelines: readonly Partial<PipelinePlace>[]): Places {
  const none = { pipeline: 'todo-etl', account: null, region: null, role: null };
  return { region: 'eu-central-1', pipelines: pipelines.map((given) => ({ ...none, ...given })) };
}

const NOWHERE = { account: null, region: null };
const HERE = { account: OWN, region: 'eu-central-1' };
const THERE = { account: FAR, region: 'eu-west-1' };

describe('placeFor', () => {
  it('is where the alarm says, before what the pipeline says, before home', () => {
    const said = places({ account: FAR, region: 'eu-west-1' });
    expect(placeFor(said, { place: HERE, pipeline: 'todo-etl' })).toEqual(HERE);
    expect(placeFor(said, { place: { ...NOWHERE, region: 'us-east-1' }, pipeline: 'todo-etl' })).toEqual({
      account: FAR,
      region: 'us-east-1',
    });
    expect(placeFor(said, { place: NOWHERE, pipeline: 'todo-etl' })).toEqual(THERE);
    expect(placeFor(said, { place: NOWHERE, pipeline: 'other' })).toEqual({
      account: null,
      region: 'eu-central-1',
    });
    expect(placeFor(said, { place: null, pipeline: null })).toEqual({
      account: null,
      region: 'eu-central-1',
    });
  });
});

describe('decidePlace without a place in the configuration', () => {
  const none = places();

  it('calls with its own credentials where no account is named, or their own', () => {
    const nowhere = { account: null, region: 'us-east-1' };
    expect(decidePlace(none, null, { place: nowhere, pipeline: null })).toMatchObject({
      value: { ...nowhere, role: null },
    });
    expect(decidePlace(none, OWN, { place: HERE, pipeline: 'todo-etl' })).toMatchObject({
      value: { ...HERE, role: null },
    });
  });

  it('calls home for a run of an earlier release, whatever places there are by now', () => {
    const by = places({ account: FAR, role: ROLE, region: 'eu-west-1' });
    expect(decidePlace(by, null, { place: null, pipeline: 'todo-etl' })).toMatchObject({
      value: { account: null, region: 'eu-central-1', role: null },
    });
  });

  it('refuses an account that is not its own, and says what to write', () => {
    expect(decidePlace(none, OWN, { place: THERE, pipeline: 'todo-etl' })).toMatchObject({
      error: {
        sentence: `Expected a place for account ${FAR}, got none, and Handrail's credentials are of ${OWN}. Write account and role_arn under pipelines.todo-etl.place in the configuration, then try again.`,
        retryable: false,
      },
    });
  });

  it('refuses every account that is named while nobody can say whose the credentials are', () => {
    expect(decidePlace(none, null, { place: HERE, pipeline: null })).toMatchObject({
      error: { sentence: expect.stringContaining('AWS did not say whose credentials'), retryable: true },
    });
  });
});

describe('decidePlace with places in the configuration', () => {
  const both = places(
    { account: FAR, role: ROLE },
    { pipeline: 'home', account: OWN, role: { arn: `arn:aws:iam::${OWN}:role/narrow`, externalId: null } },
  );

  it("assumes the pipeline's role, and asks nobody whose the own credentials are", () => {
    expect(decidePlace(both, null, { place: THERE, pipeline: 'todo-etl' })).toMatchObject({
      value: { ...THERE, role: ROLE },
    });
  });

  it('finds the role of another pipeline in the same account', () => {
    expect(decidePlace(both, OWN, { place: THERE, pipeline: null })).toMatchObject({ value: { role: ROLE } });
  });

  it("prefers its own credentials in their account to another pipeline's role", () => {
    expect(decidePlace(both, OWN, { place: HERE, pipeline: 'todo-etl' })).toMatchObject({
      value: { role: null },
    });
    expect(decidePlace(both, OWN, { place: HERE, pipeline: 'home' })).toMatchObject({
      value: { role: { externalId: null } },
    });
  });

  it('refuses an account that none of them names', () => {
    const strange = { account: STRANGE, region: 'eu-west-1' };
    expect(decidePlace(both, OWN, { place: strange, pipeline: 'todo-etl' })).toMatchObject({
      error: { sentence: expect.stringContaining('under the place of a pipeline of its own') },
    });
  });

  it('believes an account without a role until AWS says that the credentials are of another', () => {
    const roleless = places({ account: FAR });
    const asked = { place: THERE, pipeline: 'todo-etl' };
    expect(decidePlace(roleless, null, asked)).toMatchObject({ value: { role: null } });
    expect(decidePlace(roleless, FAR, asked)).toMatchObject({ value: { role: null } });
    expect(decidePlace(roleless, OWN, asked)).toMatchObject({
      error: { sentence: expect.stringContaining(`Expected credentials of account ${FAR}`) },
    });
  });
});

describe('placeWords', () => {
  it('say nothing where calls have one place to go to, and this is it', () => {
    expect(placeWords(places(), null)).toBe('');
    expect(placeWords(places(), HERE)).toBe('');
    expect(placeWords(places(), { account: null, region: 'eu-central-1' })).toBe('');
    expect(placeWords(places(THERE), THERE)).toBe('');
    expect(placeWords(places(THERE, { ...THERE, pipeline: 'other' }), THERE)).toBe('');
  });

  it('name any other place, and each where there are several or a role leads away', () => {
    expect(placeWords(places(), { account: null, region: 'eu-west-1' })).toBe('in eu-west-1');
    expect(placeWords(places(), { ...HERE, region: 'eu-west-1' })).toBe(`in ${OWN}, eu-west-1`);
    expect(placeWords(places(THERE), HERE)).toBe(`in ${OWN}, eu-central-1`);
    expect(placeWords(places(THERE, { pipeline: 'other' }), THERE)).toBe(`in ${FAR}, eu-west-1`);
    expect(placeWords(places({ ...THERE, role: ROLE }), THERE)).toBe(`in ${FAR}, eu-west-1`);
  });
});
