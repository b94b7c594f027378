/** Alarm name patterns: `*` stands for anything, also nothing; the rest is taken literally, upper and lower case alike. */

/** Whether a name fits a pattern. Takes time in proportion to the name for each part between stars, never more. */
export function matchesPattern(pattern: string, name: string): boolean {
  const text = name.toLowerCase();
  const parts = pattern.toLowerCase().split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;

  const end = text.length - last.length;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, position);
    if (found === -1 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}

/** How much a pattern says: its literal characters. A pattern without a star says more than any with one. */
export function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.replaceAll('*', '').length : Infinity;
}
