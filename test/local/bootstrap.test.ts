import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { EmbeddedAws } from '../../local';
import { clientEnvironment } from '../../local/client-environment';
import { embedded, stopAll } from './embedded-aws';

const CDK = require.resolve('aws-cdk/bin/cdk');

let aws: EmbeddedAws;

beforeEach(async () => {
  aws = await embedded();
});
afterEach(stopAll);

/** Runs a command of the CDK CLI on the environment. With CI=true the CLI writes its messages to stdout. */
async function cdk(command: string, ...options: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  const args = [CDK, command, 'aws://111122223333/us-east-1', '--no-color', ...options];
  const child = spawn(process.execPath, args, { cwd, env: clientEnvironment(aws.environment) });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  rmSync(cwd, { recursive: true });
  return { status, output: (await output).join('') };
}

test('cdk bootstrap: it is bootstrapped already', async () => {
  expect(await cdk('bootstrap')).toEqual({
    status: 0,
    output: expect.stringContaining('Environment aws://111122223333/us-east-1 bootstrapped (no changes)'),
  });
});

test('cdk gc: looks through the bucket of assets', async () => {
  expect(await cdk('gc', '--unstable=gc', '--confirm=false', '--type=s3')).toEqual({
    status: 0,
    output: expect.stringContaining('0 files scanned'),
  });
});

test('cdk gc of images: there is no ECR, which is said without a trace', async () => {
  const { status, output } = await cdk('gc', '--unstable=gc', '--confirm=false', '--type=ecr');
  expect([status, output]).toEqual([1, expect.stringContaining("does not support the service 'ecr'")]);
  expect(output).not.toMatch(/^ +at /m);
});

const bootstrapping = (qualifier: string) => ({
  stackName: 'CDKToolkit',
  changeSetName: 'c',
  type: 'UPDATE' as const,
  templateBody: '{}',
  parameters: [{ key: 'Qualifier', value: qualifier, usePreviousValue: false }],
});

test('the stack of the bootstrapping: there from the start, up to date, and not to be deleted', () => {
  const { cloudformation } = aws;
  expect(cloudformation.describeStack('CDKToolkit').status).toBe('CREATE_COMPLETE');
  const { changeSet } = cloudformation.createChangeSet(bootstrapping('hnb659fds'));
  expect(changeSet).toMatchObject({ status: 'FAILED', reason: expect.stringContaining("didn't contain changes") });
  expect(() => cloudformation.deleteStack('CDKToolkit')).toThrow('does not support DeleteStack of CDKToolkit');
});

test('another qualifier: refused by name', () => {
  expect(() => aws.cloudformation.createChangeSet(bootstrapping('mine'))).toThrow(
    "The embedded AWS does not support the qualifier 'mine': it is bootstrapped with 'hnb659fds'",
  );
});
