/** The page's own files, bundled in memory when the sandbox starts: nothing is written, nothing comes from a CDN. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

export interface ClientFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

const CLIENT = new URL('client/', import.meta.url);

/** Bundles the client; throws with the compiler's words when it does not compile. */
export async function bundleClient(): Promise<ClientFiles> {
  const html = await readFile(new URL('index.html', CLIENT), 'utf8');
  const { outputFiles } = await build({
    entryPoints: [
      { in: fileURLToPath(new URL('main.tsx', CLIENT)), out: 'client' },
      { in: fileURLToPath(new URL('client.css', CLIENT)), out: 'client' },
    ],
    outdir: '/page',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const textOf = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
  return { html, script: textOf('.js'), style: textOf('.css') };
}
