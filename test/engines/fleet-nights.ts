import { Duration, type Stack, TimeZone } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  FleetTargets,
  FleetWave,
  MaintenanceWindow,
  WorkspaceApplicationFleet,
  type WorkspaceApplicationFleetProps,
} from '../../lib';
import { VISIO_PROFESSIONAL_2021 as VISIO, type WorkspaceSpec, type WorkspacesSimulator } from '../../local/workspaces';

/** A desktop when the window opens. */
interface Desktop extends Partial<WorkspaceSpec> {
  readonly is?: 'to fail' | 'installed' | 'in use';
}

/** One fleet, and what there is when its window opens. */
interface Night {
  readonly desktops: readonly Desktop[];
  readonly fleet?: Partial<WorkspaceApplicationFleetProps>;
  /** A file that lists the targets. `lost`: it does not exist. */
  readonly list?: 'there' | 'lost';
  /** The code of the run's failure, or the words of its success. */
  readonly ends: string;
  /** How many failures each pass tolerates. */
  readonly tolerated: number;
}

const FAILING: Desktop = { is: 'to fail' };

/** By the name of the fleet. */
export const NIGHTS = {
  // In the second of two waves one of four fails.
  Tolerated: {
    desktops: [{}, {}, FAILING, {}, {}, {}],
    fleet: { waves: [FleetWave.count(2), FleetWave.rest()] },
    ends: '0 left',
    tolerated: 1,
  },
  // Three of four fail, which are tried at the same time.
  Stopped: { desktops: [FAILING, FAILING, FAILING, {}], ends: 'TooManyFailures', tolerated: 1 },
  // They are tried one after the other, and none may fail.
  StoppedEarly: {
    desktops: [FAILING, FAILING, FAILING],
    fleet: { maxConcurrency: 1, toleratedFailurePercentage: 0 },
    ends: 'TooManyFailures',
    tolerated: 0,
  },
  // Because of the one in use the run pauses.
  Mixed: {
    desktops: [
      { is: 'in use' },
      { is: 'installed' },
      { computeType: 'VALUE' },
      { state: 'SUSPENDED' },
      { tags: { Frozen: 'true' } },
    ],
    ends: '0 left',
    tolerated: 1,
  },
  Listed: { desktops: [{}, {}], list: 'there', ends: '0 left', tolerated: 1 },
  Lost: { desktops: [], list: 'lost', ends: 'TargetListUnreadable', tolerated: 0 },
  Empty: { desktops: [], ends: 'NoTargets', tolerated: 0 },
} as const satisfies Readonly<Record<string, Night>>;

export type NightName = keyof typeof NIGHTS;

export const NIGHT_NAMES = Object.keys(NIGHTS).filter((name): name is NightName => name in NIGHTS);

const nightOf = (name: NightName): Night => NIGHTS[name];

const desktopsOf = (name: NightName): readonly (readonly [id: string, desktop: Desktop])[] =>
  nightOf(name).desktops.map((desktop, index) => [`ws-${name.toLowerCase().padEnd(12, '0')}${index}`, desktop]);

/** The desktops of a night. */
export const idsOf = (name: NightName): readonly string[] => desktopsOf(name).map(([id]) => id);

/** What the list of a night's targets holds; undefined if there is none. One of its rows matches nothing. */
export const listOf = (name: NightName): string | undefined =>
  nightOf(name).list === 'there' ? ['WorkspaceId', ...idsOf(name), 'ws-unknown00'].join('\n') : undefined;

/** Puts the desktops of a night into a world. */
export function furnish(simulator: WorkspacesSimulator, name: NightName): void {
  for (const [workspaceId, { is, tags, ...spec }] of desktopsOf(name)) {
    simulator.addWorkspace({ workspaceId, userName: workspaceId, ...spec, tags: { Fleet: name, ...tags } });
    if (is === 'to fail') simulator.failApplication(VISIO, 'ValidationError.InsufficientDiskSpace', { workspaceId });
    if (is === 'installed') simulator.installNow(workspaceId, VISIO);
    if (is === 'in use') simulator.setConnection(workspaceId, 'CONNECTED');
  }
}

/** The users of a night go home. */
export function releaseUsers(simulator: WorkspacesSimulator, name: NightName): void {
  for (const [id, { is }] of desktopsOf(name)) if (is === 'in use') simulator.setConnection(id, 'DISCONNECTED');
}

/**
 * One stack with the fleet of each night, for an engine that ignores `ToleratedFailureCountPath`: each machine has the number
 * itself.
 */
export function declareNights(stack: Stack): void {
  const lists = new Bucket(stack, 'Lists');
  for (const name of NIGHT_NAMES) {
    const { fleet, list, tolerated } = nightOf(name);
    const targets = list ? FleetTargets.csv(lists, `${name}.csv`) : FleetTargets.all();
    const declared = new WorkspaceApplicationFleet(stack, name, {
      fleetName: name,
      targets: targets.withTags({ Fleet: name }).excludingTags({ Frozen: 'true' }),
      applicationIds: [VISIO],
      maintenanceWindow: MaintenanceWindow.nightly({
        start: '22:00',
        duration: Duration.hours(6),
        timeZone: TimeZone.EUROPE_BERLIN,
      }),
      waves: [FleetWave.rest()],
      ...fleet,
    });
    tolerate(declared, tolerated);
  }
}

function tolerate(fleet: WorkspaceApplicationFleet, count: number): void {
  const machine = fleet.node.findChild('Machine');
  if (!(machine instanceof CfnStateMachine)) throw new Error(`${machine.node.path} is no state machine`);
  const text = machine.definitionString ?? '';
  machine.definitionString = text.replace(/"ToleratedFailureCountPath": "[^"]*"/, `"ToleratedFailureCount": ${count}`);
  if (machine.definitionString === text) throw new Error(`${machine.node.path} has no ToleratedFailureCountPath`);
}
