/**
 * Hides what stands after the name of a secret: `name=value`, `"name": "value"`, `--name value`, `<name>value</name>`,
 * a name and a value in fields of their own. The label stays. What a line leaves open goes on in the lines after it, of
 * the same text or of the next: a quoted value, an object, a value below its name. Text is looked at once, in order.
 */

import type { Found, Open } from './value-in-text.ts';

import { HIDDEN } from './hidden.ts';
import { createLineEnds } from './line-ends.ts';
import { isBeforeGap, nameOf, nextName } from './name-in-text.ts';
import { doubtOf } from './names.ts';
import { continued, valueOf } from './value-in-text.ts';

const MOST_REMEMBERED = 1_000;

/** Takes texts in order, each of whole lines, and gives them back with the values of secrets hidden. */
export function createNamed(): (text: string) => string {
  let open: Open | null = null;
  const known = remembering(doubtOf);

  return (text) => {
    const lineEnd = createLineEnds(text);
    const shown: string[] = [];
    let copied = 0;
    let at = 0;

    const hide = (from: number, to: number): void => {
      if (to <= from) return;
      shown.push(text.slice(copied, from), HIDDEN);
      copied = to;
    };
    // Each round takes one line of what is open, or closes it.
    const carryOn = (): void => {
      while (open !== null && at <= text.length) {
        const found: Found = continued(text, at, lineEnd(at), open);
        hide(found.from, found.to);
        open = found.open;
        at = open === null ? found.to : lineEnd(at) + 1;
      }
    };

    carryOn();
    while (at < text.length) {
      const match = nextName(text, at);
      if (match === null) break;
      const named = nameOf(text, match, known);
      const after = match.index + match[0].length;
      const found = named === null ? null : valueOf(text, after, lineEnd(after), named);
      if (found === null) {
        at = isBeforeGap(match) ? after - 1 : after;
        continue;
      }
      hide(found.from, found.to);
      open = found.open;
      at = Math.max(found.to, match.index + 1);
      if (open !== null) {
        at = lineEnd(at) + 1;
        carryOn();
      }
    }
    shown.push(text.slice(copied));
    return shown.join('');
  };
}

/** A text says the same names again and again. */
function remembering<T>(ask: (name: string) => T): (name: string) => T {
  const answers = new Map<string, T>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = ask(name);
    if (answers.size < MOST_REMEMBERED) answers.set(name, answer);
    return answer;
  };
}
