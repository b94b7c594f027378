/** XML as AWS answers in it: an element a member, a list as its element again and again. */

/** An element with its text or its members; absent ones are left out. */
export function xmlElement(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((each) => xmlElement(name, each)).join('');
  const inner = typeof value === 'object' ? xmlMembers(value) : escapeXml(String(value));
  return `<${name}>${inner}</${name}>`;
}

export function xmlMembers(members: object): string {
  return Object.entries(members)
    .map(([name, value]: readonly [string, unknown]) => xmlElement(name, value))
    .join('');
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
