/** The bar on top: the workspace, whether the bot answers, who is at the keyboard, and light or dark. */

import type { PageState } from '../../contract.ts';
import { useShell } from '../shell.ts';
import { nextTheme } from '../theme.ts';
import { ThemeIcon } from './icons.tsx';
import { Avatar } from './message.tsx';

const BOT_WORDS: Readonly<Record<PageState['bot'], string>> = {
  starting: 'starting…',
  ready: 'ready',
  stopped: 'stopped',
};

/** Draws the bar. */
export function TopBar() {
  const { client, page, dispatch } = useShell();
  const me = page.users.find((each) => each.id === client.me);
  return (
    <header class="top-bar">
      <span class="workspace">Handrail sandbox</span>
      <span class={`bot bot-${page.bot}`} role="status">
        <span class="bot-dot" aria-hidden="true" />
        Handrail {BOT_WORDS[page.bot]}
      </span>
      <label class="whoami">
        <Avatar user={me} />
        <span class="hidden">Who am I</span>
        <select
          data-testid="whoami"
          value={client.me}
          onChange={(event) => dispatch({ type: 'became', user: event.currentTarget.value })}
        >
          {page.users
            .filter((each) => !each.isBot)
            .map((each) => (
              <option key={each.id} value={each.id}>
                {each.membership === 'guest' ? `${each.realName} (guest)` : each.realName}
              </option>
            ))}
        </select>
      </label>
      <button
        type="button"
        class="plain-button"
        data-testid="theme"
        aria-label="Light or dark"
        title="Light or dark"
        onClick={nextTheme}
      >
        <ThemeIcon />
      </button>
    </header>
  );
}
