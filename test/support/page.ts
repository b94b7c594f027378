/** The sandbox's page without a browser: its stream of states and its acts, over HTTP and nothing else. */

import type { Person } from '../../sandbox/slack/person.ts';
import type { Act, ActResult, PageMessage, PageState } from '../../sandbox/page/contract.ts';

import { createPerson } from '../../sandbox/slack/person.ts';
import { createChanges } from '../../sandbox/slack/changes.ts';
import { offers, pressed, shown } from './messages-shown.ts';

export interface Page {
  state(): PageState;
  act(act: Act): Promise<ActResult>;
  as(user: string): Person;
  /** Waits until the page shows what `look` looks for. */
  waitFor<T>(look: (state: PageState) => T | null | undefined | false, timeoutMs?: number): Promise<T>;
  /** Waits for the newest message of the bot of which all of this can be read. */
  message(...words: readonly (string | RegExp)[]): Promise<PageMessage>;
  /** Presses what bears this label on the message as it stands now; waits for it first. Fails when Slack says no. */
  press(user: string, on: Pick<PageMessage, 'ts'>, label: string): Promise<void>;
  /** Answers the modal of this title, once it is open, and submits it. Fails when Slack says no. */
  submit(user: string, title: string, answers: Parameters<Person['submit']>[0]): Promise<void>;
  close(): void;
}

const WITHIN_MS = 30_000;

/** Opens the page at this address; resolves once it shows its first state. */
export async function openPage(url: string): Promise<Page> {
  const changes = createChanges();
  const leaving = new AbortController();
  let state: PageState | null = null;
  const stream = await fetch(`${url}/page/events`, { signal: leaving.signal });
  follow(stream, (next) => {
    state = next;
    changes.announce();
  }).catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });

  const page: Page = {
    state() {
      if (state === null) throw new Error('Expected the page to have shown a state');
      return state;
    },
    async act(act) {
      const answer = await fetch(`${url}/page/acts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(act),
      });
      return (await answer.json()) as ActResult;
    },
    as: (user) => createPerson({ act: page.act, channel, viewOf }, user),
    waitFor: (look, timeoutMs = WITHIN_MS) => changes.waitFor(() => state !== null && look(state), timeoutMs),
    message: (...words) =>
      page
        .waitFor(({ messages }) => messages.findLast((message) => reads(message, words)))
        .catch((error: unknown) => {
          const seen = page.state().messages.map(shown).join('\n---\n');
          throw new Error(`Expected a message with ${words.join(' and ')}, the page shows:\n${seen}`, {
            cause: error,
          });
        }),
    async press(user, { ts }, label) {
      const offering = () =>
        page.waitFor(({ messages }) => messages.find((one) => one.ts === ts && offers(one, label)));
      await pressed(async () => page.as(user).press(await offering(), label));
    },
    async submit(user, title, answers) {
      await page.waitFor(({ views }) => views.some((view) => view.user === user && view.title === title));
      const result = await page.as(user).submit(answers);
      if (!result.ok) throw new Error(`Expected Slack to take ${title}, got: ${result.error}`);
    },
    close: () => leaving.abort(),
  };
  await page.waitFor(() => true);
  return page;

  function channel(name: string) {
    const found = page.state().channels.find((one) => `#${one.name}` === name || one.id === name);
    if (found === undefined) throw new Error(`Expected a channel ${name}`);
    return found;
  }

  function viewOf(user: string) {
    return page.state().views.find((view) => view.user === user) ?? null;
  }
}

async function follow(stream: Response, told: (state: PageState) => void): Promise<void> {
  if (stream.body === null) throw new Error('Expected a stream of states');
  let rest = '';
  for await (const text of stream.body.pipeThrough(new TextDecoderStream())) {
    const events = `${rest}${text}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: ')) told(JSON.parse(event.slice('data: '.length)) as PageState);
    }
  }
}

function reads(message: PageMessage, words: readonly (string | RegExp)[]): boolean {
  const text = shown(message);
  return words.every((word) => (typeof word === 'string' ? text.includes(word) : word.test(text)));
}
