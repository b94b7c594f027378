/** The few drawings of the page, as inline SVG in the color of the text around them. */

import type { ComponentChildren } from 'preact';
import type { PageStage } from '../../contract.ts';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export function MoreIcon() {
  return (
    <Icon>
      <circle cx="4" cy="10" r="1.7" />
      <circle cx="10" cy="10" r="1.7" />
      <circle cx="16" cy="10" r="1.7" />
    </Icon>
  );
}

export function SendIcon() {
  return (
    <Icon>
      <path d="M2.5 3.2 18 10 2.5 16.8l1.8-5.6L11 10 4.3 8.800z" />
    </Icon>
  );
}

export function BackIcon() {
  return (
    <Icon>
      <path class="stroke" d="M12 4 6 10l6 6" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path class="stroke" d="m5 5 10 10M15 5 5 15" />
    </Icon>
  );
}

export function LockIcon() {
  return (
    <Icon>
      <path class="stroke" d="M6.5 9V6.500a3.5 3.5 0 0 1 7 0V9" />
      <rect x="4.5" y="9" width="11" height="8" rx="1.5" />
    </Icon>
  );
}

export function EyeIcon() {
  return (
    <Icon>
      <path class="stroke" d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" />
      <circle cx="10" cy="10" r="2.3" />
    </Icon>
  );
}

export function FileIcon() {
  return (
    <Icon>
      <path class="stroke" d="M4.5 2.500h7l4 4v11h-11zM11.5 2.500v4h4M7 10h6M7 13.500h6" />
    </Icon>
  );
}

export function DownloadIcon() {
  return (
    <Icon>
      <path class="stroke" d="M10 3v9.500M6 9l4 4 4-4M4 16.500h12" />
    </Icon>
  );
}

export function ThemeIcon() {
  return (
    <Icon>
      <circle class="stroke" cx="10" cy="10" r="7" />
      <path d="M10 3a7 7 0 0 1 0 14z" />
    </Icon>
  );
}

export function ChannelsIcon() {
  return (
    <Icon>
      <path class="stroke" d="M7.5 3 6 17M14 3l-1.5 14M3.5 7.500h13.500M3 12.500h13.5" />
    </Icon>
  );
}

export function MessagesIcon() {
  return (
    <Icon>
      <path class="stroke" d="M3 4.500h14v9.500H9l-4 3v-3H3z" />
    </Icon>
  );
}

export function PipelineIcon() {
  return (
    <Icon>
      <circle class="stroke" cx="4.5" cy="5" r="2" />
      <circle class="stroke" cx="15.5" cy="15" r="2" />
      <path class="stroke" d="M6.5 5H13a2.5 2.5 0 0 1 0 5H7a2.5 2.5 0 0 0 0 5h6.5" />
    </Icon>
  );
}

/** The shape of a stage: a tick in a disc, a cross in a square, a dashed ring, a triangle. */
export function StageIcon({ state }: { readonly state: PageStage['state'] }) {
  switch (state) {
    case 'ok':
      return (
        <Icon>
          <circle cx="10" cy="10" r="8" />
          <path class="stroke inverse" d="m6.5 10.2 2.5 2.5 4.6-5" />
        </Icon>
      );
    case 'failed':
      return (
        <Icon>
          <rect x="2" y="2" width="16" height="16" rx="2" />
          <path class="stroke inverse" d="m6.5 6.5 7 7m0-7-7 7" />
        </Icon>
      );
    case 'waits':
      return (
        <Icon>
          <circle class="stroke dashed" cx="10" cy="10" r="7.5" />
          <path class="stroke" d="M8 7.500v5m4-5v5" />
        </Icon>
      );
    case 'running':
      return (
        <Icon>
          <circle class="stroke" cx="10" cy="10" r="7.5" />
          <path d="m8 6.5 6 3.5-6 3.500z" />
        </Icon>
      );
  }
}
