import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { Calls } from '../../cli/aws/calls';
import { Tagging } from '../../cli/aws/tagging';
import { EXIT, Failure } from '../../cli/exit';
import { act, type FleetOptions } from '../../cli/fleet/act';
import type { FleetDeclaration } from '../../lambda/contract/fleet';
import { marksOf } from '../../lambda/service/marks';
import { Workspaces } from '../../lambda/service/workspaces';
import { Listener } from '../../local/transport/listener';
import { VISIO_PROFESSIONAL_2021 as VISIO, type WorkspaceSpec } from '../../local/workspaces';
import { BUCKET, FleetWorld } from '../../testkit/fleet-world';
import { declared } from '../lambda/fleet/builders';
import { Desk, lineOf } from './command';

const OPENING = Date.UTC(2026, 0, 5, 21);
const MINUTE = 60_000;
const DISK = 'ValidationError.InsufficientDiskSpace';
const idOf = (index: number): string => `ws-0000000${index}`;

const worldOf = (count: number, more: Partial<FleetDeclaration> = {}, spec: Partial<WorkspaceSpec> = {}) =>
  new FleetWorld({
    opening: OPENING,
    desktops: Array.from({ length: count }, (_, index) => ({
      workspaceId: idOf(index),
      userName: `user${index}`,
      ...spec,
    })),
    declaration: declared({ waves: [{ kind: 'count', count: 2 }, { kind: 'rest' }], ...more }),
  });

/** What the command calls AWS with. */
function reachOf({ aws, clock }: FleetWorld) {
  const config = { ...aws.clientConfig(), maxAttempts: 1 };
  const calls = new Calls({ service: 'workspaces', clock });
  const openMarks = async () => ({
    workspaces: new Workspaces(new WorkSpacesClient(config)),
    calls,
    tagging: new Tagging(new ResourceGroupsTaggingAPIClient(config)),
    taggingCalls: calls,
  });
  return { config, clock, openMarks };
}

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The command, in this process, while time passes. */
async function fleet(
  world: FleetWorld,
  options: Partial<FleetOptions> = {},
  width?: number,
  name = 'Visio',
): Promise<Said> {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => (said.out += text),
    err: (text: string) => (said.err += text),
    ...(width !== undefined && { width }),
  };
  const acting = act(name, { interval: 60, ...options }, reachOf(world), streams);
  const status = await world.clock.runUntil(acting);
  return { status, ...said };
}

/** Why it was refused. */
const refused = (world: FleetWorld, options: Partial<FleetOptions> = {}, name?: string): Promise<Failure> =>
  fleet(world, options, undefined, name).then(
    () => {
      throw new Error('it was done');
    },
    (error: unknown) => {
      if (error instanceof Failure) return error;
      throw error;
    },
  );

/** Time passes in small steps, so that what takes turns of its own is done in time. */
async function until(world: FleetWorld, isSo: () => boolean): Promise<void> {
  for (let minutes = 0; minutes < 600 && !isSo(); minutes += 1) await world.wait(MINUTE);
}

/** Until so many outages have begun. */
const untilBegun = (world: FleetWorld, count: number) =>
  until(
    world,
    () =>
      world.aws.buckets
        .get(BUCKET)
        .list('Visio/runs/')
        .filter(({ key }) => key.includes('/begun/')).length >= count,
  );

describe('how a fleet stands', () => {
  test('no run yet: says so, exit 0', async () => {
    expect(await fleet(worldOf(1))).toEqual({ status: 0, out: 'Fleet Visio: no run yet.\n', err: '' });
  });

  test('in mid-run: what is in flight, done and failed is known before the survey that follows', async () => {
    const world = worldOf(6, { toleratedFailurePercentage: 50, maxConcurrency: 1 });
    world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(0) });
    const run = await world.open();
    await untilBegun(world, 1);
    const first = await fleet(world);
    expect(first.out).toMatch(
      /^Fleet Visio: a run is on since 2026-01-05 22:00, and starts nothing after 2026-01-06 03:00/,
    );
    expect(lineOf(first.out, '2 WorkSpaces')).toMatch(/^1 +2 WorkSpaces +1 +0 +0 +1 +0$/);
    expect(lineOf(first.out, 'the rest')).toMatch(/^2 +the rest +0 +0 +0 +4 +0$/);
    let ended = first;
    for (
      let minutes = 0;
      minutes < 60 && lineOf(ended.out, '2 WorkSpaces') === lineOf(first.out, '2 WorkSpaces');
      minutes += 1
    ) {
      await world.wait(MINUTE);
      ended = await fleet(world);
    }
    const { out, status } = ended;
    expect(lineOf(out, '2 WorkSpaces')).toMatch(/^1 +2 WorkSpaces +1 +0 +1 +0 +0$/);
    // The survey after this wave has not been made.
    expect(lineOf(out, 'user0')).toMatch(/^user0 +ws-00000000 +known after this pass$/);
    expect(world.report.waves[0]).toMatchObject({ state: 'on', done: 0, failed: 0, todo: 2 });
    expect(out).toMatch(/^5 left, expected to be done 2026-01-06 01:\d\d\.$/m);
    expect(status).toBe(0);
    await world.clock.runUntil(run.ended);
  });

  test('ended within its tolerance: what failed, and what next; exit 0', async () => {
    const world = worldOf(5);
    world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(4) });
    await world.night();
    const { status, out } = await fleet(world);
    expect(status).toBe(0);
    expect(out).toContain('the last run, of 2026-01-05 22:00 (Europe/Berlin).\nEnded: 0 left.\n');
    expect(lineOf(out, 'user4')).toMatch(
      /^user4 +ws-00000004 +ValidationError\.InsufficientDiskSpace +free disk space/,
    );
    expect(out).toContain('\nNext window: 2026-01-06 22:00.\n');
    expect(out).toMatch(/\nReport: s3:\/\/reports\/Visio\/latest\/report\.html\n$/);
  });

  test('stopped: why, what next, and exit 1', async () => {
    const world = worldOf(4, { toleratedFailurePercentage: 0 });
    world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(0) });
    await world.night();
    const { status, out } = await fleet(world);
    expect(status).toBe(EXIT.failed);
    expect(out).toMatch(
      /^Stopped: 1 WorkSpace has failed, and wave 1 tolerates 0: no further one is tried\. What next: read the reasons in the report, .+\.$/m,
    );
    expect(out).toMatch(/^2 left\.$/m);
  });

  test('60 columns: no line is longer', async () => {
    const world = worldOf(4, { toleratedFailurePercentage: 100 });
    world.simulator.failApplication(VISIO, DISK);
    await world.night();
    const { out } = await fleet(world, {}, 60);
    const tables = out.split('\n').filter((line) => /^(WAVE|USER|user|\d)/.test(line));
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.filter((line) => line.length > 60)).toEqual([]);
  });

  test('for programs: JSON alone, with the report', async () => {
    const world = worldOf(2);
    await world.night();
    const { out, err } = await fleet(world, { json: true });
    expect(JSON.parse(out)).toMatchObject({
      fleet: 'Visio',
      paused: false,
      waves: [{ wave: 1, done: 2, left: 0 }, { wave: 2 }],
      nextOpensAt: '2026-01-06T21:00:00.000Z',
      reportUrl: 's3://reports/Visio/latest/report.json',
      report: { version: 1, counts: { COMPLIANT: 2 } },
    });
    expect(err).toBe('');
  });

  test('a name that no fleet has: exit 5, in words', async () => {
    const failure = await refused(worldOf(1), {}, 'Office');
    expect([failure.status, failure.message]).toEqual([
      EXIT.absent,
      'there is no fleet Office in this account in us-east-1. What next: check fleetName, --region and the account',
    ]);
  });

  test.each<[string, Partial<FleetOptions>]>([
    ['two things at once', { run: true, pause: true }],
    ['a dry run and a run', { run: true, dryRun: true }],
    ['--ignore-window without --run', { ignoreWindow: true }],
  ])('%s: exit 64', async (_situation, options) => {
    expect((await refused(worldOf(1), options)).status).toBe(EXIT.usage);
  });
});

describe('--run', () => {
  test('outside of a window: the desktops are only looked at', async () => {
    const world = worldOf(3);
    const { status, out } = await fleet(world, { run: true });
    expect(status).toBe(0);
    expect(out).toContain('Ended: window closed, 3 left.');
    expect(world.simulator.mutations).toEqual([]);
  });

  test('--ignore-window: followed to its end, wave by wave', async () => {
    const world = worldOf(4);
    const { status, out, err } = await fleet(world, { run: true, ignoreWindow: true });
    expect(status).toBe(0);
    expect(out).toContain('Ended: 0 left.');
    const lines = err.trimEnd().split('\n');
    expect(lines).toContain('wave 1 (2 WorkSpaces): 2 in flight, 0 done, 0 failed, 0 left, 0 in use');
    expect(lines.at(-1)).toBe('wave 2 (the rest): 2 in flight, 0 done, 0 failed, 0 left, 0 in use');
    expect(lineOf(out, 'the rest')).toMatch(/^2 +the rest +0 +2 +0 +0 +0$/);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('while a run is on: nothing begins, exit 1, in words', async () => {
    const world = worldOf(3);
    const run = await world.open();
    await untilBegun(world, 1);
    const failure = await refused(world, { run: true });
    expect([failure.status, failure.message]).toEqual([
      1,
      expect.stringMatching(/^fleet Visio: not now: another run is on/),
    ]);
    await world.clock.runUntil(run.ended);
  });

  test('nothing matches: exit 1, and why', async () => {
    const world = worldOf(1, { targets: { ...declared().targets, withTags: { Team: 'None' } } });
    const { status, out } = await fleet(world, { run: true });
    expect([status, out]).toEqual([1, expect.stringContaining('no WorkSpace matches the targets')]);
  });

  test('a list that cannot be read: exit 1, and why', async () => {
    const world = worldOf(1, { targets: { ...declared().targets, csv: { bucket: BUCKET_OF_LISTS, key: 'gone.csv' } } });
    world.aws.buckets.create(BUCKET_OF_LISTS);
    expect((await refused(world, { run: true })).message).toMatch(
      /ended with TargetListUnreadable: the list of WorkSpaces s3:\/\/lists\/gone\.csv does not exist/,
    );
  });
});

const BUCKET_OF_LISTS = 'lists';

describe('--dry-run', () => {
  test('touches nothing and remembers nothing; says who is connected, when, and how many windows it takes', async () => {
    const world = worldOf(24, { maxConcurrency: 2, waitForUser: false });
    world.simulator.setConnection(idOf(3), 'CONNECTED');
    const { status, out } = await fleet(world, { dryRun: true });
    expect(status).toBe(0);
    expect(out).toMatch(/\(Europe\/Berlin\)\.\nNo desktop was touched\.\n\nWAVE/);
    expect(out).toMatch(/^24 left, expected to be done 2026-01-07 00:40, in 2 windows\.$/m);
    expect(lineOf(out, 'user3')).toMatch(/^user3 +ws-00000003 .* 2026-01-06T21:00$/);
    expect(out).toMatch(/^Report: s3:\/\/reports\/Visio\/runs\/dry-run-\w+\/report\.html$/m);
    expect(world.simulator.mutations).toEqual([]);
    const kept = world.aws.buckets
      .get('reports')
      .list()
      .map(({ key }) => key);
    expect(kept.filter((key) => !key.startsWith('Visio/runs/dry-run-'))).toEqual([]);
  });

  test('of a fleet that is paused, while a run is on, and that would stop: says so, exit 0, and the run is not disturbed', async () => {
    const world = worldOf(4, { toleratedFailurePercentage: 0 });
    world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(0) });
    await world.night();
    await fleet(world, { pause: true });
    const { status, out } = await fleet(world, { dryRun: true });
    expect([status, out]).toEqual([
      0,
      expect.stringContaining('Result: the fleet is paused; a run would stop: 1 WorkSpace has failed'),
    ]);
    expect(world.aws.topics.messages).toEqual([]);
  });
});

describe('what a person says at run time', () => {
  test('--pause: the next run begins nothing; --resume: the one after that does', async () => {
    const world = worldOf(2);
    expect((await fleet(world, { pause: true })).out).toContain('Fleet Visio is paused.');
    expect((await fleet(world)).out).toContain('It is paused: nothing begins.');
    expect((await world.night()).output).toMatchObject({ reason: 'not now: the fleet is paused' });
    expect((await fleet(world, { resume: true })).out).toBe('Fleet Visio goes on in the next window.\n');
    await world.night();
    expect(world.report.counts.COMPLIANT).toBe(2);
  });

  test('--resume of a fleet that its declaration pauses: says what next', async () => {
    expect((await fleet(worldOf(1, { enabled: false }), { resume: true })).out).toContain('enabled: false');
  });

  test('--retry-failed: tried again in the next window, and the pause stays', async () => {
    const world = worldOf(3, { toleratedFailurePercentage: 0 });
    world.simulator.failApplication(VISIO, DISK, { workspaceId: idOf(0), times: 1 });
    await world.night();
    await fleet(world, { pause: true });
    expect((await fleet(world, { retryFailed: true })).out).toMatch(/^1 WorkSpace that failed will be tried again/);
    expect((await fleet(world)).out).toContain('It is paused');
    await fleet(world, { resume: true });
    await world.night();
    expect(world.report).toMatchObject({ ended: { ok: true }, counts: { COMPLIANT: 3 } });
  });
});

describe('--adopt', () => {
  const FORMER = 'ffffffffffffffff.fleet';
  const formerMark = (id: string) => ({
    [`cdk-workspaces-applications:${VISIO}:${FORMER}`]: `1 holds ${id} at=2026-01-01T00:00:00Z try=x op=x root= by=fleet/Visio`,
  });
  const tokensOn = (world: FleetWorld, id: string) =>
    marksOf(
      Object.entries(world.simulator.tags(id)).map(([key, value]) => ({ key, value })),
      id,
    ).map(({ token, kind }) => ({ isFormer: token === FORMER, kind }));

  test('what a former fleet of the name holds: becomes its own, and nothing else is touched', async () => {
    const world = worldOf(2);
    world.simulator.setTags(idOf(0), { Team: 'Design', ...formerMark(idOf(0)) });
    const { err, out } = await fleet(world, { adopt: true, dryRun: true });
    expect([err, tokensOn(world, idOf(0))]).toEqual([
      '1 mark would become those of this fleet.\n',
      [{ isFormer: true, kind: 'holds' }],
    ]);
    expect(out).toContain(idOf(0));
    await fleet(world, { adopt: true });
    expect(tokensOn(world, idOf(0))).toEqual([{ isFormer: false, kind: 'holds' }]);
    expect(world.simulator.tags(idOf(0)).Team).toBe('Design');
    expect(world.simulator.tags(idOf(1))).toEqual({});
    expect((await fleet(world, { adopt: true })).err).toBe('0 marks are now those of this fleet.\n');
  });

  test('while a run is on: refused, exit 1', async () => {
    const world = worldOf(1);
    const run = await world.open();
    expect((await refused(world, { adopt: true })).message).toMatch(/a run of fleet Visio is on/);
    await world.clock.runUntil(run.ended);
  });
});

describe('as it is published', () => {
  test('a terminal of 60 columns, a pipe, a denied call: the same words, and their exit statuses', async () => {
    const world = worldOf(2);
    await world.night();
    let deny = false;
    const denied = {
      status: 400,
      headers: {},
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
    };
    const listener = new Listener(
      async (request) => (deny ? denied : await world.aws.handle(request)) ?? { status: 501 },
      console.error,
    );
    const port = await listener.start(0);
    const desk = new Desk({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'LOCALPERSON',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    try {
      const piped = await desk.run(['fleet', 'Visio']);
      expect(piped).toMatchObject({ status: 0, err: '', out: expect.stringContaining('Ended: 0 left.') });
      const { out } = await desk.startInTerminal(60, ['fleet', 'Visio']).ended;
      expect(out).toContain('Ended: 0 left.');
      deny = true;
      expect(await desk.run(['fleet', 'Visio'])).toMatchObject({
        status: EXIT.denied,
        err: expect.stringContaining('allow ssm:GetParameter'),
      });
      expect((await desk.run(['fleet', 'no name'])).status).toBe(EXIT.usage);
    } finally {
      desk.remove();
      await listener.stop();
    }
  });
});
