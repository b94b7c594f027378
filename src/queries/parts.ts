/** What a part of a statement is made of, so that whoever looks for something looks everywhere. Pure. */

import type { Expression, From, Select } from './tree.ts';

/** The expressions directly inside, but for those of a query. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'name':
    case 'literal':
    case 'query':
      return [];
    case 'cast':
      return [expression.value];
    case 'comparison':
      return [expression.left, expression.right];
    case 'in':
    case 'between':
      return [expression.value, ...expression.parts];
    case 'lambda':
      return [expression.body];
    case 'fields':
    case 'and':
    case 'picked':
    case 'of':
      return expression.parts;
  }
}

/** All expressions of FROM. */
export function expressionsOfFrom(from: From): readonly Expression[] {
  return [
    ...from.relations.flatMap((relation) => (relation.type === 'query' ? [] : relation.parts)),
    ...from.on.map(({ condition }) => condition),
  ];
}

/** All expressions of a SELECT but those of FROM. */
export function expressionsOfSelect({ items, where, groupBy, others }: Select): readonly Expression[] {
  return [
    ...items.flatMap((item) => (item.type === 'expression' ? [item.expression] : (item.of ?? []))),
    ...(where === null ? [] : [where]),
    ...groupBy.map(({ expression }) => expression),
    ...others,
  ];
}
