import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { EmbeddedAws } from '..';
import { clientEnvironment } from '../client-environment';
import { ROOT, startCommand } from './command';
import { interrupted } from './launch';

const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
/** How often the embedded AWS is asked whether a deployment has begun, in milliseconds of real time. */
const GLANCE = 100;
/** How often `watch` reads, in seconds of real time: the clock of the embedded AWS is fast. */
const INTERVAL = '0.5';

type Cdk = ChildProcessByStdio<null, Readable, Readable>;

interface Outcome {
  readonly status: number;
  /** Whether this process was asked to end before the deployment ended. */
  readonly interrupted: boolean;
}

/**
 * The real `cdk deploy`, its output on ours. While the stack is being deployed, `watch` shows the progress in its place. Ends early, as
 * the signal says, if this process is asked to end.
 */
export async function deploy(aws: EmbeddedAws, output: string, context: readonly string[]): Promise<Outcome> {
  const args = [CDK, 'deploy', '--all', '--require-approval', 'never', '--output', output, ...context];
  const cdk = spawn(process.execPath, [...args, '--progress', 'errors-only', '--ci'], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...clientEnvironment(aws.environment), ...colours() },
  });
  const stop = new AbortController();
  const ended = Promise.all([statusOf(cdk), showProgress(aws, cdk, stop.signal)]);
  const stopped = interrupted().then((signal) => {
    stop.abort();
    cdk.kill(signal);
    return { status: 128 + constants.signals[signal], interrupted: true };
  });
  return Promise.race([ended.then(([status]) => ({ status, interrupted: false })), stopped]);
}

/** The CDK CLI writes into a pipe, and would leave colours out. */
const colours = (): NodeJS.ProcessEnv => (process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {});

function statusOf(cdk: Cdk): Promise<number> {
  return new Promise((settle) => {
    cdk.once('close', (code) => settle(code ?? 1));
    cdk.once('error', () => settle(1));
  });
}

/** Lets `watch` show the deployment from its beginning to its end. What the CDK CLI prints meanwhile comes after it, since `watch` redraws a terminal. */
async function showProgress(aws: EmbeddedAws, cdk: Cdk, stop: AbortSignal): Promise<void> {
  const relay = new Relay(cdk);
  const stack = await beginning(aws, cdk);
  if (stack === undefined || stop.aborted) return;
  relay.hold();
  // Ctrl-C is for this process alone: `watch` would say that the deployment goes on. SIGHUP gives the cursor back without words.
  const alone = { detached: process.platform !== 'win32', signal: stop, killSignal: 'SIGHUP' } as const;
  const watch = startCommand(aws, ['watch', stack, '--interval', INTERVAL], alone);
  // The deployment goes on if its progress cannot be shown; `watch` itself prints why.
  await once(watch, 'close').catch(() => {});
  relay.release();
}

/** The stack that is being deployed, as soon as there is one. Undefined if the CDK CLI ends before. */
async function beginning({ cloudformation }: EmbeddedAws, cdk: Cdk): Promise<string | undefined> {
  while (cdk.exitCode === null && cdk.signalCode === null) {
    const moving = cloudformation.allStacks().find(({ status }) => /(?<!REVIEW)_IN_PROGRESS$/.test(status));
    if (moving) return moving.root.id;
    await setTimeout(GLANCE);
  }
  return undefined;
}

/** What the CDK CLI prints, on the streams of this process. */
class Relay {
  private held: (() => void)[] | undefined;

  constructor({ stdout, stderr }: Cdk) {
    stdout.on('data', (chunk) => this.take(() => process.stdout.write(chunk)));
    stderr.on('data', (chunk) => this.take(() => process.stderr.write(chunk)));
  }

  /** Keeps it back until `release`. */
  hold(): void {
    this.held = [];
  }

  release(): void {
    for (const write of this.held ?? []) write();
    this.held = undefined;
  }

  private take(write: () => void): void {
    if (this.held) this.held.push(write);
    else write();
  }
}
