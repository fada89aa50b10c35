import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { clientEnvironment } from '../local/client-environment';
import { DESKTOP, VISIO_PROFESSIONAL_2021 as VISIO } from '../local/workspaces';
import { cloudForTests } from './e2e/cloud';

const ROOT = join(__dirname, '..');
const cloud = cloudForTests();

test('the snapshot of the integration test: what it synthesizes today', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [require.resolve('@aws-cdk/integ-runner/bin/integ-runner')],
    {
      cwd: ROOT,
      env: clientEnvironment({}),
      encoding: 'utf8',
    },
  );
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
});

test('the integration test on the embedded AWS: its assertion is made once the application is installed, and holds', async () => {
  const { status, output } = await cloud().app('test/integ/integ.workspace-applications.ts', 'deploy');
  expect(output).toMatch(/AssertionResults\w+ = \{"status":"success"\}/);
  expect(status).toBe(0);
  expect(cloud().aws.simulator.state(DESKTOP, VISIO)).toBe('COMPLETED');
});
