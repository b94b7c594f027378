/** Which scopes are missing, in words for the log and for who is told no. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { lackingFor, missingInWords, missingScopes, SCOPES } from '../../src/bot/scopes.ts';

const without = (...names: readonly string[]) => missingScopes(SCOPES.filter((one) => !names.includes(one)));

describe('what is missing', () => {
  it('is what the app asks for and was not given, whatever else it was given', () => {
    const given = fc.uniqueArray(fc.oneof(fc.constantFrom(...SCOPES), fc.string()));
    fc.assert(
      fc.property(given, (granted) => {
        const missing: readonly string[] = missingScopes(granted);
        for (const scope of SCOPES) expect(missing.includes(scope)).toBe(!granted.includes(scope));
        expect(missing.length).toBeLessThanOrEqual(SCOPES.length);
      }),
    );
  });

  it('is named with what does not work and what to do', () => {
    expect(missingInWords(without('im:write', 'files:write'))).toBe(
      'Expected the scopes of slack/manifest.yaml; the installed app lacks im:write (nothing is sent as a direct message, so no query runs), files:write (no result is sent as a file). Install it again from slack/manifest.yaml: docs/operate.md#upgrade.',
    );
  });
});

describe('a direct message', () => {
  it('needs to be opened and written', () => {
    expect(lackingFor('direct-message', without('im:write'))).toBe(
      'Handrail can send no direct message until its Slack app is installed again from slack/manifest.yaml (docs/operate.md#upgrade): it lacks the scope im:write.',
    );
    expect(lackingFor('direct-message', without('im:write', 'chat:write'))).toMatch(
      /lacks the scopes chat:write and im:write\.$/,
    );
  });

  it('needs nothing else: without a search it may come twice, but it comes', () => {
    const others = SCOPES.filter((scope) => scope !== 'im:write' && scope !== 'chat:write');
    expect(lackingFor('direct-message', without(...others))).toBeNull();
  });
});

describe('a file', () => {
  it('needs a direct message, and to be uploaded', () => {
    expect(lackingFor('file', without('im:write'))).toMatch(/no file until .* lacks the scope im:write\.$/);
    expect(lackingFor('file', without('files:write'))).toMatch(/lacks the scope files:write\.$/);
    expect(lackingFor('file', without('im:history', 'users:read'))).toBeNull();
  });
});
