import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import { mailOf } from '../../../lambda/fleet/mail';
import { FleetWorld, MACHINE } from '../../../testkit/fleet-world';
import { declared } from './builders';
import { reportOf } from './reports';

const OPENING = Date.UTC(2026, 0, 5, 21);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [APP = ''] = declared().applicationIds;
const DISK = 'ValidationError.InsufficientDiskSpace';
const idOf = (index: number): string => `ws-0000000${index}`;

const worldOf = (count: number, more: Partial<FleetDeclaration> = {}) =>
  new FleetWorld({
    opening: OPENING,
    desktops: Array.from({ length: count }, (_, index) => ({ workspaceId: idOf(index), userName: `user${index}` })),
    declaration: declared({ waves: [{ kind: 'count', count: 2 }, { kind: 'rest' }], ...more }),
  });

interface Told {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const told = ({ aws }: FleetWorld): readonly Told[] =>
  aws.buses.events.map(({ detailType, detail }) => ({
    type: detailType.replace('WorkSpace Fleet ', ''),
    detail: JSON.parse(detail),
  }));

/** The members that docs/events.md gives to an event: its name, and whether it can be missing. */
const documented = (type: string): ReadonlyMap<string, boolean> => {
  const page = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');
  const [, row = ''] = new RegExp(`^\\| \`WorkSpace Fleet ${type}\` \\|[^|]*\\|([^|]*)\\|`, 'm').exec(page) ?? [];
  return new Map(
    [...row.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`(\*?)/g)].map(([, name = '', star]) => [name, star !== '*']),
  );
};

describe('events', () => {
  test('a night: each event with the members that are documented, in the order of what happened', async () => {
    const world = worldOf(4);
    world.simulator.failApplication(APP, DISK, { workspaceId: idOf(3) });
    await world.night();
    const events = told(world);
    expect(events.map(({ type }) => type)).toEqual(['Run Began', 'Wave Passed', 'Desktop Failed', 'Run Ended']);
    for (const { type, detail } of events) {
      const members = documented(type);
      expect(members.size).toBeGreaterThan(0);
      expect(
        Object.keys(detail).filter((name) => !['version', 'fleet', 'run'].includes(name) && !members.has(name)),
      ).toEqual([]);
      const missing = [...members].filter(([name, isOptional]) => !isOptional && !(name in detail));
      expect(missing).toEqual([]);
      expect(detail).toMatchObject({ version: '1', fleet: 'Visio', run: 'night-1' });
    }
    expect(events[1]?.detail).toMatchObject({ wave: 1, desktops: 2, done: 2, failed: 0 });
    expect(events[2]?.detail).toMatchObject({ workspaceId: idOf(3), userName: 'user3', code: 'InstallationFailed' });
    expect(events[3]?.detail).toMatchObject({
      ok: true,
      why: '0 left',
      report: 's3://reports/Visio/runs/night-1/report.json',
    });
  });

  test('stopped: the end says so, with its code', async () => {
    const world = worldOf(2, { toleratedFailurePercentage: 0 });
    world.simulator.failApplication(APP, DISK);
    await world.night();
    expect(told(world).at(-1)).toMatchObject({ type: 'Run Ended', detail: { ok: false, code: 'TooManyFailures' } });
  });

  test('a dry run: none', async () => {
    const world = worldOf(2);
    await world.night({ dryRun: true });
    expect(told(world)).toEqual([]);
  });
});

describe('before a window', () => {
  /** An hour before, which is when the world begins. */
  const ahead = async (world: FleetWorld) => {
    const scheduledTime = new Date(OPENING - HOUR).toISOString();
    const execution = world.aws.machines.start(MACHINE, { scheduledTime, announces: 3600 });
    await world.clock.runUntil(execution.ended);
    return execution;
  };

  test('an event and a list: whose desktops it is expected to change, and when; no others', async () => {
    const world = worldOf(20, { maxConcurrency: 2, waitForUser: false });
    expect((await ahead(world)).status).toBe('SUCCEEDED');
    const [event, ...others] = told(world);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'Window Ahead',
      detail: { opensAt: '2026-01-05T21:00:00Z', desktops: 16, list: 's3://reports/Visio/ahead/report.csv' },
    });
    expect([...documented('Window Ahead').keys()].sort()).toEqual(['desktops', 'list', 'opensAt', 'users']);
    const csv = world.aws.buckets.get('reports').get('Visio/ahead/report.csv').content.toString();
    expect(csv.trimEnd().split('\n')).toHaveLength(17);
    expect(world.simulator.mutations).toEqual([]);
  });

  test('that is left out: nothing is announced', async () => {
    const world = worldOf(2, { window: { ...declared().window, skipDates: ['2026-01-05'] } });
    expect((await ahead(world)).output).toMatchObject({ code: 'NotNow' });
    expect(told(world)).toEqual([]);
  });
});

describe('a run that is missing', () => {
  const CUTOFF = OPENING + 5 * HOUR;
  const watch = async (world: FleetWorld, at = CUTOFF) => {
    if (world.clock.now() < at) await world.wait(at - world.clock.now());
    const scheduledTime = new Date(at).toISOString();
    const execution = world.aws.machines.start(MACHINE, { scheduledTime, watches: true });
    await world.clock.runUntil(execution.ended);
    return execution;
  };

  test('no run began in the window: fails, which is an alarm, in words', async () => {
    const world = worldOf(1, { topicArn: 'arn:aws:sns:us-east-1:111122223333:news' });
    world.aws.topics.create('arn:aws:sns:us-east-1:111122223333:news');
    const { status, error, cause } = await watch(world);
    expect([status, error]).toEqual(['FAILED', 'RunMissing']);
    expect(cause).toMatch(/^no run began when the maintenance window opened at 2026-01-05T21:00:00Z\. What next: /);
    expect(world.aws.topics.messages.map(({ subject }) => subject)).toEqual(['Visio: NO RUN']);
  });

  test('one began: nothing', async () => {
    const world = worldOf(1);
    await world.night();
    expect((await watch(world)).status).toBe('SUCCEEDED');
    expect((await watch(world, CUTOFF + 24 * HOUR)).error).toBe('RunMissing');
  });

  test.each<[string, Partial<FleetDeclaration>]>([
    ['the fleet is paused', { enabled: false }],
    ['the date is left out', { window: { ...declared().window, skipDates: ['2026-01-05'] } }],
  ])('%s: nothing', async (_situation, more) => {
    expect((await watch(worldOf(1, more))).status).toBe('SUCCEEDED');
  });

  test('the fleet was deployed after the window had opened: nothing', async () => {
    const world = worldOf(1);
    await world.wait(2 * HOUR);
    world.declare(declared());
    expect((await watch(world)).status).toBe('SUCCEEDED');
  });
});

describe('no progress', () => {
  /** A window that is over before the desktops have been looked at. */
  const brief = { window: { ...declared().window, durationSeconds: 3_602 } };

  test('three windows in which something was TODO and nothing was done: the third fails', async () => {
    const world = worldOf(1, brief);
    const ends: unknown[] = [];
    for (let night = 0; night < 3; night += 1) {
      const { status, error } = await world.night();
      ends.push(error ?? status);
    }
    expect(ends).toEqual(['SUCCEEDED', 'SUCCEEDED', 'NoProgress']);
    expect(world.report.ended).toMatchObject({ ok: false, code: 'NoProgress' });
  });

  test('something is done in between: it is counted anew', async () => {
    const world = worldOf(1, brief);
    await world.night();
    await world.night();
    world.declare(declared());
    expect((await world.night()).status).toBe('SUCCEEDED');
  });

  test('users who never leave are no lack of progress', async () => {
    const world = worldOf(1);
    world.simulator.setConnection(idOf(0), 'CONNECTED');
    for (let night = 0; night < 3; night += 1) expect((await world.night()).status).toBe('SUCCEEDED');
  });
});

describe('the mail', () => {
  test('stopped: a subject for a lock screen, and a body that needs no scrolling', () => {
    const failures = Array.from({ length: 7 }, () => ({
      class: 'FAILED' as const,
      code: DISK,
      reason: 'it is full. What next: free disk space',
    }));
    const why = 'too many have failed. What next: read the reasons in the report';
    const report = {
      ...reportOf([{ class: 'COMPLIANT' }, { class: 'TODO' }, ...failures]),
      ended: { ok: false, why, code: 'TooManyFailures' },
    };
    const { subject, message } = mailOf(report, 's3://reports/Visio/runs/night-1/report');
    expect(subject).toBe('Visio: STOPPED, 7 failed');
    expect(message).toContain(
      'Visio: stopped. too many have failed.\n\n1 done\n7 failed\n1 left\n\nWhat next: read the reasons in the report.',
    );
    expect(message).toContain(`- user2 (ws-desk00002): ${DISK}. free disk space\n`);
    expect(message).toContain('- and 2 more\n');
    expect(message).toContain('Next window: Tue 6 Jan, 22:00 (Europe/Berlin)\n');
    expect(message.split('\n').length).toBeLessThan(22);
  });

  test.each([
    ['done', [{ class: 'COMPLIANT' as const }], 'Visio: done'],
    ['some left', [{ class: 'IN_USE' as const }], 'Visio: 1 left'],
  ])('%s', (_situation, desktops, expected) => {
    expect(mailOf({ ...reportOf(desktops), ended: { ok: true, why: 'x' } }, '').subject).toBe(expected);
  });

  test('a subject that SNS would refuse', () => {
    expect(mailOf({ ...reportOf([]), fleet: 'Büro\n' }, '').subject).toBe('B?ro?: done');
  });
});
