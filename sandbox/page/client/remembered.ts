/** What the browser keeps between visits. Where it keeps nothing, as in a private window, all of this still works. */

/** The kept text, or null. */
export function recall(key: 'theme' | 'me'): string | null {
  try {
    return localStorage.getItem(`handrail.${key}`);
  } catch {
    return null;
  }
}

/** Keeps the text if the browser allows it. */
export function remember(key: 'theme' | 'me', value: string): void {
  try {
    localStorage.setItem(`handrail.${key}`, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}
