/**
 * Which day an expression is, where that can be said without asking Trino: today or a date that is written down, so many
 * days earlier or later, as a date or as text. Whatever is not surely that is none. Pure.
 */

import type { Day, Expression } from './tree.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_FORMAT = '%Y-%m-%d';
/** Parts of a date that both sides write alike, and characters that stand for themselves. */
const READ_FORMAT = /^(?:%[Ymd]|[^%])+$/;
const WHOLE = /^-?\d{1,5}$/;

/** The day that this expression is; null for anything else. */
export function dayOf(expression: Expression): Day | null {
  if (expression.type === 'literal') {
    const { type, text } = expression.literal;
    return type === 'date' && DATE.test(text) ? { from: text, days: 0, format: null } : null;
  }
  if (expression.type === 'cast') return castDay(expression.value, expression.to);
  if (expression.type !== 'of' || expression.made === undefined) return null;
  const { made, parts } = expression;
  switch (made.by) {
    case 'today':
      return { from: null, days: 0, format: null };
    case 'operators':
      return movedDay(parts, made.operators);
    case 'call':
      return calledDay(made.name, parts);
    case 'interval':
      return null;
  }
}

function castDay(value: Expression, to: string): Day | null {
  if (to === 'varchar') return asText(dateOf(value), DATE_FORMAT);
  if (to !== 'date') return null;
  const text = textOf(value);
  return text !== null && DATE.test(text) ? { from: text, days: 0, format: null } : dateOf(value);
}

/** `current_date - interval '1' day` */
function movedDay([first, ...rest]: readonly Expression[], operators: readonly string[]): Day | null {
  let day = first === undefined ? null : dateOf(first);
  for (const [place, part] of rest.entries()) {
    const operator = operators[place];
    if (part.type !== 'of' || part.made?.by !== 'interval') return null;
    if (operator !== '+' && operator !== '-') return null;
    day = after(day, operator === '+' ? part.made.days : -part.made.days);
  }
  return day;
}

function calledDay(name: string, parts: readonly Expression[]): Day | null {
  const [first, second, third] = parts;
  if (first === undefined || second === undefined) return null;
  if (name === 'date_add' && third !== undefined && parts.length === 3) {
    const days = second.type === 'literal' && second.literal.type === 'number' ? second.literal.text : '';
    return textOf(first) === 'day' && WHOLE.test(days) ? after(dateOf(third), Number(days)) : null;
  }
  const format = name === 'date_format' && parts.length === 2 ? textOf(second) : null;
  return format !== null && READ_FORMAT.test(format) ? asText(dateOf(first), format) : null;
}

/** One that is no text yet. */
function dateOf(expression: Expression): Day | null {
  const day = dayOf(expression);
  return day?.format === null ? day : null;
}

function after(day: Day | null, days: number): Day | null {
  return day === null ? null : { ...day, days: day.days + days };
}

function asText(day: Day | null, format: string): Day | null {
  return day === null ? null : { ...day, format };
}

function textOf(expression: Expression): string | null {
  return expression.type === 'literal' && expression.literal.type === 'string'
    ? expression.literal.text
    : null;
}
