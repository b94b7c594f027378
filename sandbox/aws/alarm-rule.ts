/** The rules of composite alarms: `ALARM("a") AND (NOT OK(b) OR TRUE)`. AND binds closer than OR. Pure. */

import type { StateValue } from './alarm.ts';

import { STATE_VALUES } from './alarm.ts';
import { AwsRefusal } from './refusal.ts';

export interface AlarmRule {
  /** The alarms that it names, by name or ARN, in the order of their first mention. */
  readonly children: readonly string[];
  holds(stateOf: (child: string) => StateValue | null): boolean;
}

type Condition = (stateOf: (child: string) => StateValue | null) => boolean;

const TOKEN =
  /\s*(?:(\(|\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b)|(\w+)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\))\s*/y;

/** Reads a rule. Throws `ValidationError` for one that is none, and for functions other than those of the three states. */
export function parseAlarmRule(rule: string): AlarmRule {
  const tokens = tokensOf(rule);
  const children = new Set<string>();
  let next = 0;
  const isNext = (word: string): boolean => tokens[next]?.word === word;

  function any(): Condition {
    const conditions = [all()];
    while (isNext('OR')) {
      next += 1;
      conditions.push(all());
    }
    return (stateOf) => conditions.some((holds) => holds(stateOf));
  }

  function all(): Condition {
    const conditions = [one()];
    while (isNext('AND')) {
      next += 1;
      conditions.push(one());
    }
    return (stateOf) => conditions.every((holds) => holds(stateOf));
  }

  function one(): Condition {
    const token = tokens[next];
    next += 1;
    if (token?.child !== undefined) {
      const { child, state } = token;
      children.add(child);
      return (stateOf) => stateOf(child) === state;
    }
    if (token?.word === 'TRUE' || token?.word === 'FALSE') return () => token.word === 'TRUE';
    if (token?.word === 'NOT') {
      const holds = one();
      return (stateOf) => !holds(stateOf);
    }
    if (token?.word !== '(') throw invalid(rule);
    const inside = any();
    if (!isNext(')')) throw invalid(rule);
    next += 1;
    return inside;
  }

  const holds = any();
  if (next < tokens.length) throw invalid(rule);
  return { children: [...children], holds };
}

type Token =
  | { readonly word: string; readonly child?: undefined }
  | { readonly word?: undefined; readonly state: StateValue; readonly child: string };

function tokensOf(rule: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rule.length) {
    const match = TOKEN.exec(rule);
    if (match === null) throw invalid(rule);
    const [, word, called, quoted, bare] = match;
    const state = STATE_VALUES.find((value) => value === called);
    const child = quoted ?? bare;
    if (word !== undefined) tokens.push({ word });
    else if (state !== undefined && child !== undefined) tokens.push({ state, child });
    else throw invalid(rule);
  }
  return tokens;
}

function invalid(rule: string): AwsRefusal {
  return new AwsRefusal(
    'ValidationError',
    `AlarmRule must be a valid rule of ALARM, OK and INSUFFICIENT_DATA: ${rule}`,
  );
}
