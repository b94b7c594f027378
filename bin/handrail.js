#!/usr/bin/env node
/** The entry: hands over to `src/main.ts`, in this process when its Node is new enough. */

import module from 'node:module';
import { fileURLToPath } from 'node:url';

import { isSupported, runSupported } from './supported-node.js';

if (isSupported()) {
  // What was compiled once is kept; where nothing can be written, it is compiled again each time.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
  await import('../src/main.ts');
} else {
  runSupported([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
