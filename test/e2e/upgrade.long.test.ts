import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { OFFICE_PROFESSIONAL_2021 as OFFICE, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { cloudForTests } from './cloud';
import { upgraded } from './upgrade-stack';

/*
 * test/e2e/upgrade is the assembly of the stack as an earlier state of this library synthesized it, with the handler that it
 * bundled: test/e2e/upgrade-store.ts writes it. Once released, a stored assembly stays, since stacks were deployed with it.
 */
const STORED = join(__dirname, 'upgrade');
const FRAMEWORK = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resources/lib/provider-framework/runtime',
);

const cloud = cloudForTests();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  cpSync(STORED, folder, { recursive: true });
  // The framework's own code is the CDK's, and too large to keep here.
  cpSync(FRAMEWORK, join(folder, 'framework'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The physical ids of a stack's resources, by logical id. */
const physicalIds = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    [...cloud().aws.cloudformation.describeStack('Upgrade').resources.values()].map(({ logicalId, physicalId }) => [
      logicalId,
      physicalId,
    ]),
  );

test('a stack of the previous state, deployed again with this one: nothing is replaced, no WorkSpace is touched, and it can still be removed', async () => {
  const desk = cloud().scenario('Upgrade');
  expect(await desk.deployAssembly(folder)).toMatchObject({ status: 0 });
  const [before, outages] = [physicalIds(), desk.outages()];
  const calls = cloud().aws.simulator.calls.length;
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });

  const updated = await desk.deploy(upgraded(desk));
  expect(updated).toMatchObject({ status: 0, output: expect.stringContaining('UPDATE_COMPLETE') });
  expect(physicalIds()).toEqual(before);
  expect(cloud().aws.simulator.calls).toHaveLength(calls);
  expect(desk.states()).toEqual({ [OFFICE]: 'COMPLETED', [VISIO]: 'COMPLETED' });
  expect(desk.outages()).toBe(outages);

  expect((await desk.destroy(upgraded(desk))).status).toBe(0);
  expect(desk.states()).toEqual({ [OFFICE]: 'REMOVED', [VISIO]: 'REMOVED' });
});
