/** Light or dark: the system's choice until a person makes their own. */

import { recall, remember } from './remembered.ts';

/** Applies what the person chose on an earlier visit. */
export function applyTheme(): void {
  const chosen = recall('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
}

/** Turns light to dark or back, and remembers it. */
export function nextTheme(): void {
  const isDark = (document.documentElement.dataset['theme'] ?? systemTheme()) === 'dark';
  const next = isDark ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  remember('theme', next);
}

function systemTheme(): string {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
