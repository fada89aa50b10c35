import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { EmbeddedAws } from '..';
import { clientEnvironment } from '../client-environment';

export const ROOT = resolve(__dirname, '../..');
/** The command of the package, from the root. */
export const COMMAND = join('assets', 'cli', 'index.js');

/** Starts the command of the package against the embedded AWS, as a person would; it prints where this process does. */
export function startCommand(aws: EmbeddedAws, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const env = clientEnvironment(aws.environment);
  return spawn(process.execPath, [join(ROOT, COMMAND), ...args], { stdio: 'inherit', env, ...options });
}
