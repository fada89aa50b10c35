import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LocalAws } from '..';
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
    const status = await deploy(aws, output, options.context);
    const names = new Map(CATALOGUE.map(({ applicationId, name }) => [applicationId, name]));
    console.log(`\n${applicationTable(aws.simulator, options.workspaceId, names)}`);
    return status;
  } finally {
    rmSync(output, { recursive: true, force: true });
    await aws.stop();
  }
}

/** The real `cdk deploy`, its output on ours. Ends early, as the signal says, if this process is asked to end. */
async function deploy(aws: LocalAws, output: string, context: readonly string[]): Promise<number> {
  const args = [CDK, 'deploy', '--all', '--require-approval', 'never', '--output', output, ...context];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: clientEnvironment(aws.environment) });
  const ended = new Promise<number>((resolveStatus) => {
    child.once('exit', (code) => resolveStatus(code ?? 1));
    child.once('error', () => resolveStatus(1));
  });
  const stopped = interrupted().then((signal) => {
    child.kill(signal);
    return 128 + constants.signals[signal];
  });
  return Promise.race([ended, stopped]);
}
