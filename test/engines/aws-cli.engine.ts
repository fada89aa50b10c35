import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientEnvironment } from '../../local/client-environment';
import { SEED_WORLD } from '../../local/workspaces';
import { AWS_LINES, NOT_ON_THE_EMBEDDED_AWS } from '../aws-lines';
import { cloudForTests, outcome } from '../e2e/cloud';

/** The real AWS CLI, which scripts/ministack.mjs installs. */
const { AWS_CLI = 'aws' } = process.env;
const WORKSPACE = 'ws-0abc12345';
const VALUES = `STACK=WorkspaceApplications WORKSPACE=${WORKSPACE} APPLICATION=wsa-0def67890 RESOURCE=ApplicationD9CED6CE`;

/** What CloudFormation answers where the stack of this test is not stuck: the call itself is understood. */
const REFUSED: readonly (readonly [line: RegExp, refusal: RegExp])[] = [
  [/ continue-update-rollback /, /can not continue rollback/],
  [/ cancel-update-stack /, /cannot be called from current stack status/],
  [/ --retain-resources /, /RetainResources is only allowed on a stack in DELETE_FAILED state/],
];

/** What describes comes first, what ends the outage and the stack last. */
const LAST = [/ reboot-workspaces /, / deploy-workspace-applications /, / --retain-resources /, / delete-stack /];
const rank = (line: string): number => LAST.findIndex((pattern) => pattern.test(line));

const isRun = (line: string): boolean => !NOT_ON_THE_EMBEDDED_AWS.some(([pattern]) => pattern.test(line));
const lines = AWS_LINES.filter(isRun).sort((one, other) => rank(one) - rank(other));

const cloud = cloudForTests(SEED_WORLD);

async function run(line: string): Promise<{ status: number | null; stderr: string }> {
  const script = `${VALUES}\n${line.replaceAll('ws-…', WORKSPACE)}`;
  const environment = clientEnvironment(cloud().aws.environment);
  const env = { ...environment, PATH: `${dirname(AWS_CLI)}:${environment.PATH}` };
  const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = text(child.stderr);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stderr: await stderr };
}

/** A reboot and a deployment are over after some seconds. */
async function isAvailable(): Promise<void> {
  while (cloud().aws.simulator.workspace(WORKSPACE)?.state !== 'AVAILABLE') await sleep(100);
}

beforeAll(async () => {
  expect(outcome(await cloud().app('examples/minimal/app.ts', 'deploy'))).toBe('succeeded');
});

test('lines of the pages for the AWS CLI: they are many', () => {
  expect(lines.length).toBeGreaterThan(20);
});

test.each(lines)('%s: the AWS CLI and the embedded AWS understand it', async (line) => {
  const [, refusal] = REFUSED.find(([pattern]) => pattern.test(line)) ?? [];
  await isAvailable();
  const { status, stderr } = await run(line);
  if (refusal) expect(stderr).toMatch(refusal);
  else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
