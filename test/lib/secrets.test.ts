/** The corpus: what has to be hidden, and what has to stay readable. */

import { describe, expect, it } from '@jest/globals';

import { redact } from '../../src/lib/redact.ts';
import { HIDDEN_FORMS } from './secrets/hidden.ts';
import { READABLE } from './secrets/readable.ts';

const ENOUGH = 100;

describe('of the forms of secrets', () => {
  it('there are enough, and of what is none too', () => {
    expect(HIDDEN_FORMS.length).toBeGreaterThanOrEqual(ENOUGH);
    expect(new Set(READABLE).size).toBeGreaterThanOrEqual(ENOUGH);
  });

  it.each(HIDDEN_FORMS)('$name is hidden, and its label stays', ({ text, secret, label }) => {
    const shown = redact(text.replace('§', () => secret));
    for (const part of secret.split('\n')) expect(shown).not.toContain(part);
    expect(shown).toContain('[redacted]');
    if (label !== undefined) expect(shown).toContain(label);
    else for (const part of text.split('§')) expect(shown).toContain(part);
    expect(redact(shown)).toBe(shown);
  });

  it.each(READABLE)('%j stays as it is', (text) => {
    expect(redact(text)).toBe(text);
  });
});
