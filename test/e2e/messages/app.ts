import { App, CfnParameter, Duration, Lazy, Stack, TimeZone } from 'aws-cdk-lib';
import {
  FleetTargets,
  FleetWave,
  MaintenanceWindow,
  WorkspaceApplication,
  WorkspaceApplicationAssociation,
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
  WorkspaceApplicationProvider,
  WorkspaceApplicationSet,
} from '../../../lib';

/** An app whose synthesis fails, or warns: `-c what=…` says how. */
const [VISIO, OFFICE] = ['wsa-0def67890', 'wsa-0office2024'];
const workspaceId = 'ws-0abc12345';
const lazily = (value: string) => Lazy.string({ produce: () => value });
const listOf = (...values: string[]) => Lazy.list({ produce: () => values });

/** What is known at synthesis alone: all problems are printed together. */
function refused(stack: Stack): void {
  const desktops = [
    'jane',
    VISIO,
    'WS-0ABC12345',
    'wspool-0abc12345',
    'ws-1',
    'arn:aws:workspaces:eu-west-1:1:workspace/ws-0abc12345',
  ];
  for (const [index, id] of desktops.entries())
    new WorkspaceApplicationAssociation(stack, `Id${index}`, { workspaceId: lazily(id), applicationId: VISIO });
  const lists = [
    [],
    [VISIO, 'Visio'],
    [VISIO, VISIO],
    Array.from({ length: 21 }, (_, index) => `wsa-many${1000 + index}`),
  ];
  for (const [index, ids] of lists.entries())
    new WorkspaceApplicationSet(stack, `List${index}`, {
      workspaceId: `ws-list${1000 + index}`,
      applicationIds: listOf(...ids),
    });
  new WorkspaceApplicationSet(stack, 'Both', {
    workspaceId,
    applicationIds: listOf(VISIO),
    absentApplicationIds: [VISIO],
  });
  const timeout = Duration.seconds(Lazy.number({ produce: () => 3600 }));
  new WorkspaceApplicationSet(stack, 'Late', { workspaceId, applicationIds: [VISIO], timeout });
  WorkspaceApplication.fromName(stack, 'Name', lazily(' '));
  WorkspaceApplication.fromName(stack, 'Owner', 'Visio', { owner: lazily('amazon') });
}

function refusedByConstructor(stack: Stack): void {
  const [first = ''] = new CfnParameter(stack, 'Ids', { type: 'CommaDelimitedList' }).valueAsList;
  new WorkspaceApplicationAssociation(stack, 'Visio', { workspaceId, applicationId: first });
}

/** What constructors of fleets refuse, of many at once: printed together with what is known at synthesis alone. */
function refusedFleets(stack: Stack): void {
  const window = (more: object) => ({ maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, ...more }) });
  const fleets: readonly Partial<WorkspaceApplicationFleetProps>[] = [
    { applicationIds: [] },
    { targets: FleetTargets.workspaces([]) },
    { targets: FleetTargets.workspaces([VISIO]) },
    { targets: FleetTargets.directory('corp.example.com') },
    { targets: FleetTargets.all().excluding(['jane']) },
    { waves: [FleetWave.count(5)] },
    { waves: [FleetWave.count(0.5), FleetWave.rest()] },
    { waves: [FleetWave.percentage(0), FleetWave.rest()] },
    { waves: [FleetWave.tagged({}), FleetWave.rest()] },
    window({ start: '9:00' }),
    window({ duration: Duration.hours(1) }),
    window({ duration: Duration.hours(25) }),
    window({ skipDates: ['24.12.2026'] }),
    { maintenanceWindow: MaintenanceWindow.weekly({ ...NIGHT, days: [] }) },
    { toleratedFailurePercentage: 101 },
    { maxConcurrency: 5000 },
    { bakeTime: Duration.millis(500) },
    { announceBefore: Duration.hours(30) },
    { fleetName: 'Visio, Berlin' },
    { applicationIds: new CfnParameter(stack, 'Ids', { type: 'CommaDelimitedList' }).valueAsList },
    { targets: FleetTargets.all().excluding(Array.from({ length: 300 }, (_, index) => `ws-many${1000 + index}`)) },
  ];
  const refusals: string[] = [];
  for (const [index, more] of fleets.entries()) {
    try {
      declareFleet(stack, `Fleet${index}`, more);
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  stack.node.addValidation({ validate: () => refusals });
}

const NIGHT = { start: '22:00', duration: Duration.hours(6), timeZone: TimeZone.EUROPE_VIENNA };

const declareFleet = (stack: Stack, id: string, more: Partial<WorkspaceApplicationFleetProps>) =>
  new WorkspaceApplicationFleet(stack, id, {
    applicationIds: [VISIO],
    targets: FleetTargets.all(),
    maintenanceWindow: MaintenanceWindow.nightly(NIGHT),
    ...more,
  });

function warned(stack: Stack): void {
  const other = new Stack(stack.node.root, 'Other');
  for (const scope of [stack, other])
    new WorkspaceApplicationSet(scope, 'Desk', { workspaceId, applicationIds: [VISIO, OFFICE, 'wsa-3projt21p'] });
  const provider = new WorkspaceApplicationProvider(stack, 'Mine');
  for (let index = 0; index < 160; index++)
    new WorkspaceApplicationSet(stack, `Desk${index}`, {
      provider,
      workspaceId: `ws-many${1000 + index}`,
      applicationIds: Array.from({ length: 12 }, (_, application) => `wsa-many${1000 + application}`),
      timeout: Duration.minutes(index === 0 ? 10 : 55),
      waitForInstallation: index === 0,
    });
  const once = { workspaceId: 'ws-1abc12345', provider };
  const late = new WorkspaceApplicationAssociation(stack, 'Late', { ...once, applicationId: OFFICE });
  late.node.addDependency(new WorkspaceApplicationAssociation(stack, 'Early', { ...once, applicationId: VISIO }));
  declareFleet(new Stack(stack.node.root, 'Fleet'), 'Visio', {
    maintenanceWindow: MaintenanceWindow.nightly({ ...NIGHT, start: '02:00', duration: Duration.hours(3) }),
    maxConcurrency: 300,
  });
}

const WAYS: Readonly<Record<string, (stack: Stack) => void>> = {
  refused,
  refusedByConstructor,
  refusedFleets,
  warned,
};
const app = new App();
WAYS[app.node.tryGetContext('what')]?.(new Stack(app, 'Desktops'));
