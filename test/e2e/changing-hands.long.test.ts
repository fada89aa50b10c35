import { Duration, type Stack, TimeZone } from 'aws-cdk-lib';
import {
  FleetTargets,
  MaintenanceWindow,
  WorkspaceApplicationAssociation,
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
} from '../../lib';
import { PROJECT_PROFESSIONAL_2021 as PROJECT, VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { CATALOGUE } from '../../local/workspaces/catalogue';
import { cloudForTests } from './cloud';

const MINUTE = 60_000;
const [HELD, OTHER] = ['ws-hands00001', 'ws-hands00002'] as const;
const desktops = [HELD, OTHER].map((workspaceId) => ({ workspaceId, userName: workspaceId, tags: { Team: 'Hands' } }));

const cloud = cloudForTests(
  { workspaces: desktops, applications: CATALOGUE },
  { speed: 150, durations: { install: 5 * MINUTE, uninstall: MINUTE } },
);

const fleet =
  (more: Partial<WorkspaceApplicationFleetProps> = {}) =>
  (stack: Stack): void => {
    new WorkspaceApplicationFleet(stack, 'Hands', {
      fleetName: 'Hands',
      targets: FleetTargets.all().withTags({ Team: 'Hands' }),
      applicationIds: [VISIO],
      maintenanceWindow: MaintenanceWindow.nightly({
        start: '22:00',
        duration: Duration.hours(6),
        timeZone: TimeZone.EUROPE_BERLIN,
      }),
      ...more,
    });
  };

const desk =
  (allowExisting = false) =>
  (stack: Stack): void => {
    new WorkspaceApplicationAssociation(stack, 'Visio', { workspaceId: HELD, applicationId: VISIO, allowExisting });
  };

/** Opens the window by hand, and waits until the night is over. Resolves with how many desktops are in each class. */
async function night(): Promise<Readonly<Record<string, number>>> {
  const { scheduler, machines, buckets } = cloud().aws.services;
  const schedule = scheduler.list().find(({ name }) => name.includes('Window'));
  const { executionArn = '' } = await scheduler.open(schedule?.name ?? '');
  await machines.execution(executionArn).ended;
  const [bucket = ''] = buckets.names().filter((name) => name.includes('hands'));
  return JSON.parse(buckets.get(bucket).get('Hands/latest/report.json').content.toString()).counts;
}

const stateOn = (workspaceId: string, applicationId = VISIO): string =>
  cloud().aws.simulator.state(workspaceId, applicationId);
const outages = (): readonly number[] =>
  [HELD, OTHER].map((workspaceId) => cloud().aws.simulator.outagesOf(workspaceId).length);
const ok = expect.objectContaining({ status: 0 });

test('from a stack to a fleet and back: no outage, nothing is uninstalled, until the last of them leaves', async () => {
  const [stack, many] = [cloud().scenario('Desk'), cloud().scenario('Fleet')];
  expect(await stack.deploy(desk())).toEqual(ok);
  expect([stateOn(HELD), outages()]).toEqual(['COMPLETED', [1, 0]]);

  // The fleet joins, then the stack leaves.
  expect(await many.deploy(fleet())).toEqual(ok);
  expect(await night()).toMatchObject({ COMPLIANT: 2, CLAIMED: 0 });
  expect(await stack.destroy(desk())).toEqual(ok);
  expect([stateOn(HELD), stateOn(OTHER), outages()]).toEqual(['COMPLETED', 'COMPLETED', [1, 1]]);
  expect(await night()).toMatchObject({ COMPLIANT: 2 });

  // A stack that would take what the fleet holds is refused, in words, and changes nothing; one that says so joins.
  const refused = await stack.deploy(desk());
  expect([refused.status, refused.output]).toEqual([1, expect.stringContaining('fleet/Hands')]);
  expect(await stack.destroy(desk())).toEqual(ok);
  expect(await stack.deploy(desk(true))).toEqual(ok);

  // The fleet drops the application: its hold is dead, and no desktop changes.
  expect(await many.deploy(fleet({ applicationIds: [PROJECT], absentApplicationIds: [] }))).toEqual(ok);
  expect([stateOn(HELD), stateOn(OTHER), outages()]).toEqual(['COMPLETED', 'COMPLETED', [1, 1]]);
  // The flag was for joining.
  expect(await stack.deploy(desk())).toEqual(ok);

  // Declared absent, it goes where nothing else declares it.
  expect(await many.deploy(fleet({ applicationIds: [], absentApplicationIds: [VISIO] }))).toEqual(ok);
  expect(await night()).toMatchObject({ COMPLIANT: 1, CLAIMED: 1 });
  expect([stateOn(HELD), stateOn(OTHER), outages()]).toEqual(['COMPLETED', 'REMOVED', [1, 2]]);

  expect(await many.destroy(fleet())).toEqual(ok);
  // The stack is the last that holds it.
  expect(await stack.destroy(desk())).toEqual(ok);
  expect([stateOn(HELD), outages()]).toEqual(['REMOVED', [2, 2]]);
});
