/** Fills a step's command from what the incident knows. A value is put in only where it stays one word of the command. */

export const PLACEHOLDERS = ['job', 'run', 'table', 'stage', 'pipeline', 'from', 'to'] as const;

const PLACEHOLDER = /\{([a-z][a-z0-9_-]*)\}/gi;

// Quotes would end the word, a leading dash would make it an option: phones type both in several shapes.
const UNSAFE = /["'`\u2018-\u201F\u00AB\u00BB\p{Cc}]|^[-\u2010-\u2015\u2212]/u;

/**
 * Replaces `{job}`, `{run}` and the others by their values, quoted where they hold spaces. Placeholders without a value,
 * or with one that could be read as more than a single word, stay as they are and are listed once each in `missing`.
 */
export function fillPlaceholders(
  command: string,
  values: Readonly<Record<string, string | undefined>>,
): { readonly command: string; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const filled = command.replace(PLACEHOLDER, (placeholder, name: string, offset: number) => {
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : undefined;
    if (value === undefined || value === '' || UNSAFE.test(value)) {
      missing.add(name);
      return placeholder;
    }
    return /\s/.test(value) && !isQuotedAt(command, offset) ? `"${value}"` : value;
  });
  return { command: filled, missing: [...missing] };
}

/** The names of the placeholders in a command, each once, known or not. */
export function placeholdersIn(command: string): readonly string[] {
  return [...new Set([...command.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

function isQuotedAt(command: string, offset: number): boolean {
  return command.slice(0, offset).split('"').length % 2 === 0;
}
