import { describe, expect, it } from '@jest/globals';
import { knowsIncidentEvent, readBody, SHAPES, type Shape } from '../../src/store/upcast.ts';

const SAMPLE: Shape = {
  name: 'sample',
  schema: 3,
  steps: [
    (body) => ({ ...(body as object), second: true }),
    (body) => ({ ...(body as { readonly second: boolean }), third: (body as { second: boolean }).second }),
  ],
};

describe('reading a stored body', () => {
  it.each(SHAPES)('of an $name has a step from every older shape', ({ schema, steps }) => {
    expect(steps).toHaveLength(schema - 1);
  });

  it.each(SHAPES)('of an $name gives the present shape back as it is', (shape) => {
    const body = { number: 42, text: 'größer', list: [1, null] };
    expect(readBody(shape, shape.schema, JSON.stringify(body))).toEqual(body);
  });

  it('lifts an older shape through every step after it', () => {
    expect(readBody(SAMPLE, 1, '{"first":1}')).toEqual({ first: 1, second: true, third: true });
    expect(readBody(SAMPLE, 2, '{"second":false}')).toEqual({ second: false, third: false });
    expect(readBody(SAMPLE, 3, '{"third":1}')).toEqual({ third: 1 });
  });

  it('refuses a newer shape', () => {
    expect(() => readBody(SAMPLE, 4, '{}')).toThrow(/sample of shape 3 or older, got shape 4/);
  });
});

describe('knowing an incident event', () => {
  it('needs its type and a shape not newer than this release', () => {
    expect(knowsIncidentEvent('IncidentOpened', 1)).toBe(true);
    expect(knowsIncidentEvent('IncidentOpened', 999)).toBe(false);
    expect(knowsIncidentEvent('IncidentFramed', 1)).toBe(false);
    expect(knowsIncidentEvent('constructor', 1)).toBe(false);
  });
});
