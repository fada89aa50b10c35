import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedAws } from '../../local';
import { clientEnvironment } from '../../local/client-environment';
import { embedded, stopAll } from './embedded-aws';

const CDK = require.resolve('aws-cdk/bin/cdk');

let aws: EmbeddedAws;

beforeEach(async () => {
  aws = await embedded();
});
afterEach(stopAll);

test('cdk bootstrap: it is bootstrapped already', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  const args = [CDK, 'bootstrap', 'aws://111122223333/us-east-1', '--no-color'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd,
    env: clientEnvironment(aws.environment),
  });
  rmSync(cwd, { recursive: true });
  // With CI=true the CLI writes its messages to stdout.
  expect(stdout + stderr).toContain('Environment aws://111122223333/us-east-1 bootstrapped (no changes)');
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
