/** A file below a message: what it is, how large, and all of it a link that downloads it. */

import type { PageFile } from '../../contract.ts';
import { useShell } from '../shell.ts';
import { formatSize } from '../text/size.ts';
import { DownloadIcon, FileIcon } from './icons.tsx';

/** Draws the card. */
export function FileCard({ file }: { readonly file: PageFile }) {
  const { client } = useShell();
  const size = formatSize(file.bytes);
  return (
    <a
      class="file"
      data-testid="file"
      href={`${file.path}?user=${encodeURIComponent(client.me)}`}
      download={file.name}
      aria-label={`Download ${file.name}, ${file.kind}, ${size}`}
    >
      <span class="file-kind">
        <FileIcon />
      </span>
      <span class="file-words">
        <b>{file.title}</b>
        <small>
          {file.title === file.name ? '' : `${file.name} · `}
          {file.kind} · {size}
        </small>
      </span>
      <DownloadIcon />
    </a>
  );
}
