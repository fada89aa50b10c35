import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EmbeddedAws } from '..';
import { clientEnvironment } from '../client-environment';
import { CATALOGUE } from '../workspaces';
import { interrupted, launch } from './launch';
import type { CliOptions } from './options';
import { applicationTable } from './table';

const ROOT = resolve(__dirname, '../..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Deploys the app of cdk.json to an embedded AWS and shows the outcome. Resolves with the exit status. */
export async function start(options: CliOptions): Promise<number> {
  const aws = await launch(options);
  const output = mkdtempSync(join(tmpdir(), 'embedded-aws-out-'));
  try {
    console.log(`Embedded AWS at ${aws.url}, ${options.speed} times as fast as real time.\n`);
    const { status, interrupted: cut } = await deploy(aws, output, options.context);
    if (cut) return status;
    const names = new Map(CATALOGUE.map(({ applicationId, name }) => [applicationId, name]));
    console.log(`\n${applicationTable(aws.simulator, options.workspaceId, names)}`);
    return status;
  } finally {
    rmSync(output, { recursive: true, force: true });
    await aws.stop();
  }
}

interface Outcome {
  readonly status: number;
  /** Whether this process was asked to end before the deployment ended. */
  readonly interrupted: boolean;
}

/** The real `cdk deploy`, its output on ours. Ends early, as the signal says, if this process is asked to end. */
export async function deploy(aws: EmbeddedAws, output: string, context: readonly string[]): Promise<Outcome> {
  const args = [CDK, 'deploy', '--all', '--require-approval', 'never', '--output', output, ...context];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: clientEnvironment(aws.environment) });
  const ended = new Promise<Outcome>((settle) => {
    child.once('exit', (code) => settle({ status: code ?? 1, interrupted: false }));
    child.once('error', () => settle({ status: 1, interrupted: false }));
  });
  const stopped = interrupted().then((signal) => {
    child.kill(signal);
    return { status: 128 + constants.signals[signal], interrupted: true };
  });
  return Promise.race([ended, stopped]);
}
