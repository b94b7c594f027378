/** Characters that a statement may not hold, or not outside strings and comments, and what to write instead. Pure data. */

/** Nowhere: NUL and other controls, what reorders a line so that it reads as another, and halves of a character. */
const NEVER =
  /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/u;

const NAMES: readonly (readonly [pattern: RegExp, name: string, hint: string])[] = [
  [/[‘’‚‛′]/, 'a curly quote', "Write a straight quote, '. Phones turn quotes; a code block keeps them."],
  [
    /[“”„‟″«»]/,
    'a curly double quote',
    'Write a straight quote, ". Phones turn quotes; a code block keeps them.',
  ],
  [/[\u2010-\u2015\u2212]/, 'a long dash', 'Write a plain -, and two of them before a comment.'],
  [/[\uFF01-\uFF5E]/, 'a full-width character', 'Write the plain character of the same look.'],
  [
    /[\u00A0\u2000-\u200A\u202F\u205F\u3000\u0085\u2028\u2029]/,
    'an unusual space',
    'Write a plain space there.',
  ],
  [
    /[\u200B-\u200D\u2060\uFEFF\u00AD\u180E]/,
    'an invisible character',
    'Remove it; typing the line again helps.',
  ],
];

/** The first character that may stand nowhere, or -1. */
export function findForbidden(sql: string): number {
  return sql.search(NEVER);
}

/** How to call a character that stands where none of its kind may, and what to do. */
export function describeCharacter(character: string): { readonly name: string; readonly hint: string } {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const known = NAMES.find(([pattern]) => pattern.test(character));
  if (known !== undefined) return { name: `${known[1]} (${code})`, hint: known[2] };
  if (/[!-~]/.test(character))
    return { name: character, hint: 'Remove it, or put the name in double quotes.' };
  return {
    name: `the character ${code}`,
    hint: 'Outside strings and comments write plain letters; a name with others goes into double quotes.',
  };
}
