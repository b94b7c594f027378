/** Where a person types: a message, or a slash command with its hints. A refused line stays to be corrected. */

import type { ActResult } from '../../contract.ts';
import type { Place } from '../place.ts';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatPlace } from '../place.ts';
import { useShell } from '../shell.ts';
import { readTyped, suggestCommands } from '../typed.ts';
import { SendIcon } from './icons.tsx';
import { InlineWarning } from './inline-warning.tsx';

interface ComposerProps {
  /** A channel, or one of its threads. */
  readonly place: Place;
  readonly placeholder: string;
}

/** Draws the box. Enter sends, Shift+Enter starts a line. */
export function Composer({ place, placeholder }: ComposerProps) {
  const { client, page, dispatch, act } = useShell();
  const [warning, setWarning] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const hintsId = useId();
  const key = formatPlace(place);
  const text = client.drafts[key] ?? '';
  const inThread = place.thread !== null;
  const hints = inThread ? [] : suggestCommands(text, page.commands);
  const typing = (next: string) => dispatch({ type: 'typed', key, text: next });

  useLayoutEffect(() => {
    if (box.current === null) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text]);

  async function send(): Promise<void> {
    const typed = readTyped(text, inThread, page.commands);
    if (typed.kind === 'nothing' || isSending) return;
    if (typed.kind === 'refused') {
      setWarning(typed.error);
      return;
    }
    setWarning(null);
    setSending(true);
    typing('');
    const { me: user } = client;
    const { channel, thread: threadTs } = place;
    const result: ActResult = await act(
      typed.kind === 'slash'
        ? { act: 'slash', user, channel, command: typed.command, text: typed.text }
        : { act: 'message', user, channel, text: typed.text, threadTs },
    );
    setSending(false);
    if (result.ok) return;
    setWarning(result.error);
    // Nothing typed meanwhile may be overwritten.
    if (box.current?.value === '') typing(text);
  }

  function complete(command: string): void {
    typing(`${command} `);
    box.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.shiftKey) return;
    const [first] = hints;
    const isPartial = first !== undefined && !text.includes(' ') && first.command !== text.trim();
    if (event.key === 'Tab' && isPartial) {
      event.preventDefault();
      complete(first.command);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isPartial && text !== '/' && first !== undefined) complete(first.command);
      else void send();
    }
  }

  return (
    <div class="composer">
      {warning !== null && <InlineWarning text={warning} onClose={() => setWarning(null)} />}
      {hints.length > 0 && (
        <ul class="command-hints" id={hintsId} aria-label="Commands">
          {hints.map((each) => (
            <li key={each.command}>
              <button type="button" onClick={() => complete(each.command)}>
                <b>{each.command}</b> <span>{each.hint}</span>
                <small>{each.description}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          data-testid={inThread ? 'thread-composer' : 'composer'}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-describedby={hints.length > 0 ? hintsId : undefined}
          enterkeyhint="send"
          onInput={(event) => typing(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="send"
          aria-label="Send"
          disabled={text.trim() === ''}
          aria-busy={isSending}
          onClick={() => void send()}
        >
          <SendIcon />
        </button>
      </div>
    </div>
  );
}
