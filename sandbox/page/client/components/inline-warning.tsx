/** A refusal beside the thing it concerns; it stays until it is read and closed. */

import { CloseIcon } from './icons.tsx';

interface InlineWarningProps {
  readonly text: string;
  readonly onClose: () => void;
}

/** Draws the sentence with a button to close it, and has it read aloud at once. */
export function InlineWarning({ text, onClose }: InlineWarningProps) {
  return (
    <div class="warning" role="alert">
      <span class="warning-mark" aria-hidden="true">
        !
      </span>
      <span>{text}</span>
      <button type="button" class="plain-button" aria-label="Dismiss warning" onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  );
}
