/** What a command of the command line is given instead of reaching for the process: environment, folder, output. */

import type { Config, FileConfig } from '../config.ts';

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
}

/** A failure that the person at the terminal can mend: printed without a stack, exit code 1. */
export class CliFault extends Error {
  override readonly name = 'CliFault';
}

export interface Loaded<C> {
  readonly config: C;
  /** Folder of the configuration file: paths in it are relative to that. */
  readonly folder: string;
}

/** The whole configuration, secrets included, for `start`. */
export async function loadForStart(context: CliContext): Promise<Loaded<Config>> {
  const source = await configSource(context);
  const { faultLines, loadConfig } = await import('../config.ts');
  const loaded = loadConfig(source, context.env);
  if (!loaded.ok) throw new CliFault(`The configuration cannot be used.\n${faultLines(loaded.error)}`);
  return { config: loaded.value, folder: source.folder };
}

/** What stands in the file alone, for commands that work without Slack. */
export async function loadForReading(context: CliContext): Promise<Loaded<FileConfig>> {
  const source = await configSource(context);
  const { faultLines, loadFileConfig } = await import('../config.ts');
  const loaded = loadFileConfig(source, context.env);
  if (!loaded.ok) throw new CliFault(`The configuration cannot be used.\n${faultLines(loaded.error)}`);
  return { config: loaded.value, folder: source.folder };
}

/** Reads a file that the person named; the fault says which one could not be read. */
export async function readNamed(context: CliContext, path: string): Promise<string> {
  try {
    return await readFile(resolve(context.cwd, path), 'utf8');
  } catch (error) {
    throw new CliFault(
      `Expected a file that can be read, got ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function configSource(context: CliContext): Promise<{ name: string; text: string; folder: string }> {
  const name = context.env.HANDRAIL_CONFIG || 'handrail.yaml';
  const path = resolve(context.cwd, name);
  try {
    return { name, text: await readFile(path, 'utf8'), folder: dirname(path) };
  } catch {
    throw new CliFault(
      `Expected a configuration at ${name}, got none. Copy handrail.example.yaml to handrail.yaml, or set HANDRAIL_CONFIG.`,
    );
  }
}
