/**
 * Formatted text as a tree: what mrkdwn, rich_text and the markdown block become before anything is drawn. A node
 * holds decoded plain text, never markup, so a renderer has nothing to trust.
 */

export type TextNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | {
      readonly kind: 'bold' | 'italic' | 'strike' | 'quote' | 'heading';
      readonly children: readonly TextNode[];
    }
  | { readonly kind: 'code' | 'pre'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly TextNode[] }
  | { readonly kind: 'user'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'channel'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'group'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'broadcast'; readonly name: 'here' | 'channel' | 'everyone' }
  | {
      readonly kind: 'date';
      readonly seconds: number;
      readonly format: string;
      readonly url: string | null;
      readonly fallback: string;
    }
  | { readonly kind: 'emoji'; readonly name: string; readonly unicode: string }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      /** Number of the first item. */
      readonly start: number;
      /** Levels of nesting, 0 for none. */
      readonly indent: number;
      readonly items: readonly (readonly TextNode[])[];
    };

/** The address itself when a link may lead there (http, https, mailto), otherwise null. */
export function safeUrl(url: string): string | null {
  return /^(?:https?:\/\/|mailto:)[^\s]+$/i.test(url) ? url : null;
}
