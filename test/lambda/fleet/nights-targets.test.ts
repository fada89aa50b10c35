import type { FleetDeclaration } from '../../../lambda/contract/fleet';
import type { WorkspaceSpec } from '../../../local/workspaces';
import { declared } from './builders';
import { classesIn, desks, fleetOf, idOf, MINUTE } from './night';

type Targets = FleetDeclaration['targets'];

const targeting = (more: Partial<Targets>, desktops: readonly WorkspaceSpec[] = desks(4)) =>
  fleetOf(0, { targets: { ...declared().targets, ...more } }, { desktops });

const callsOf = ({ simulator }: ReturnType<typeof targeting>, operation: string): number =>
  simulator.calls.filter((call) => call.operation === operation).length;

describe('targets', () => {
  test('a directory: its desktops alone', async () => {
    const directory = 'd-0123456789';
    const fleet = targeting(
      { directoryId: directory },
      desks(4, (index) => (index < 2 ? { directoryId: directory } : {})),
    );
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT', [idOf(1)]: 'COMPLIANT' });
  });

  test('ids, of which one does not exist: the others, with a call for 25 of them', async () => {
    const ids = desks(30).map(({ workspaceId }) => workspaceId);
    const fleet = targeting({ workspaceIds: ['ws-0gone0000', ...ids] }, desks(40));
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(30);
    expect(fleet.simulator.calls.filter(({ operation }) => operation === 'DescribeWorkspaces')).toHaveLength(2);
  });

  test('tags that must be there, and one that must not: by the tags of each', async () => {
    const tags: readonly WorkspaceSpec['tags'][] = [
      { Team: 'Design' },
      { Team: 'Design', Frozen: 'true' },
      { Team: 'Sales' },
      undefined,
    ];
    const fleet = targeting(
      { withTags: { Team: 'Design' }, excludedTags: { Frozen: 'true' } },
      desks(4, (index) => (tags[index] ? { tags: tags[index] } : {})),
    );
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT' });
  });

  test('an excluded id: is not in the report', async () => {
    const fleet = targeting({ excludedIds: [idOf(1)] }, desks(2));
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(0)]: 'COMPLIANT' });
  });

  test('several passes: the directory is read once, the associations after each', async () => {
    const fleet = fleetOf(10, { maxConcurrency: 1, waves: [{ kind: 'rest' }] });
    await fleet.night();
    expect(fleet.report.counts.COMPLIANT).toBe(10);
    expect([callsOf(fleet, 'DescribeWorkspaces'), callsOf(fleet, 'DescribeApplicationAssociations')]).toEqual([1, 3]);
  });

  test('many desktops: before a pass the users of its desktops alone are looked for, and of all that are left when the window closes', async () => {
    const fleet = fleetOf(60, { maxConcurrency: 1, waves: [{ kind: 'rest' }] });
    fleet.simulator.setConnection(idOf(59), 'CONNECTED');
    const execution = await fleet.open();
    await fleet.wait(15 * MINUTE);
    const pages = () =>
      fleet.simulator.calls.filter(
        ({ operation, workspaceId }) => operation === 'DescribeWorkspacesConnectionStatus' && !workspaceId,
      ).length;
    expect([pages(), classesIn(fleet.report)[idOf(59)]]).toEqual([1, 'TODO']);
    await fleet.clock.runUntil(execution.ended);
    expect(classesIn(fleet.report)[idOf(59)]).toBe('IN_USE');
  });

  test('the cutoff: the children that have not begun by then make no call', async () => {
    const fleet = fleetOf(
      30,
      { maxConcurrency: 4, waves: [{ kind: 'rest' }] },
      { simulator: { durations: { install: 100 * MINUTE } } },
    );
    await fleet.night();
    const touched = (operation: string) =>
      new Set(fleet.simulator.calls.filter((call) => call.operation === operation).map((call) => call.workspaceId));
    expect(fleet.report.counts).toMatchObject({ COMPLIANT: 12, TODO: 18 });
    expect(touched('DescribeTags')).toEqual(touched('DeployWorkspaceApplications'));
  });

  test('how long the desktops before took: the next ones are looked at less often, and soon after they are done', async () => {
    const fleet = fleetOf(6, {}, { simulator: { durations: { install: 25 * MINUTE } } });
    await fleet.night();
    const looksAt = (index: number) => {
      const times = (operation: string) =>
        fleet.simulator.calls
          .filter((call) => call.operation === operation && call.workspaceId === idOf(index))
          .map(({ time }) => time);
      const [deployed = 0] = times('DeployWorkspaceApplications');
      return times('DescribeWorkspaceAssociations').flatMap((time) =>
        time > deployed ? Math.round((time - deployed) / MINUTE) : [],
      );
    };
    expect([looksAt(0), looksAt(5)]).toEqual([
      [12, 17, 22, 27],
      [22, 24, 27],
    ]);
  });

  test('a desktop: so many calls, and no more', async () => {
    const fleet = fleetOf(1, {}, { simulator: { durations: { install: 25 * MINUTE } } });
    await fleet.night();
    const [, ...calls] = fleet.simulator.calls.filter(({ workspaceId }) => workspaceId === idOf(0));
    expect(calls.map(({ operation }) => operation)).toEqual([
      'DescribeTags',
      'DescribeWorkspacesConnectionStatus',
      'DescribeWorkspaceAssociations',
      'CreateTags',
      'AssociateWorkspaceApplication',
      'DescribeWorkspacesConnectionStatus',
      'DeployWorkspaceApplications',
      ...Array(4).fill('DescribeWorkspaceAssociations'),
      'DescribeTags',
    ]);
  });
});

describe('a list as targets', () => {
  const listed = (text: string | undefined) => {
    const fleet = fleetOf(4, { targets: { ...declared().targets, csv: { bucket: 'lists', key: 'desks.csv' } } });
    const bucket = fleet.aws.buckets.create('lists');
    if (text !== undefined) bucket.put('desks.csv', Buffer.from(text));
    return { fleet, bucket };
  };

  test('ids, and one that does not exist: the rest is done, and the row is reported', async () => {
    const { fleet } = listed(`WorkspaceId\n${idOf(1)}\nws-0gone0000\n`);
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(1)]: 'COMPLIANT' });
    expect(fleet.report.unmatched).toEqual(['line 3: ws-0gone0000']);
  });

  test('users of directories: found; one that has no desktop: reported', async () => {
    const { fleet } = listed('DirectoryId,UserName\nd-906734e325,USER2\nd-906734e325,nobody\n');
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(2)]: 'COMPLIANT' });
    expect(fleet.report.unmatched).toEqual(['line 3: d-906734e325, nobody']);
  });

  test('the same desktop in several rows, and by its user too: once, and no row is unmatched', async () => {
    const { fleet } = listed(
      `WorkspaceId,DirectoryId,UserName\n${idOf(1)},,\n${idOf(1)},,\n,d-906734e325,user1\n,d-906734e325,User1\n`,
    );
    await fleet.night();
    expect(fleet.report.desktops.map(({ workspaceId }) => workspaceId)).toEqual([idOf(1)]);
    expect(fleet.report.unmatched).toEqual([]);
    expect(fleet.simulator.deploymentsOf(idOf(1))).toHaveLength(1);
  });

  test.each([
    ['that does not exist', undefined, 's3://lists/desks.csv does not exist'],
    [
      'with a row of another form',
      `WorkspaceId\n${idOf(1)}\nJANE\n`,
      "line 3 of the list of WorkSpaces has the WorkspaceId 'JANE'",
    ],
    ['of other columns', 'Name\njane\n', "has the columns 'Name'"],
    ['that is no CSV', 'WorkspaceId\n"ws-0abc', 'is no CSV'],
    ['without rows', 'WorkspaceId\n', 'has no rows'],
  ])('%s: the run fails in words, and makes no call of WorkSpaces', async (_which, text, words) => {
    const { fleet } = listed(text);
    const run = await fleet.night();
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'TargetListUnreadable',
      cause: expect.stringContaining(words),
    });
    expect(run.cause).toContain('Nothing was touched');
    expect(fleet.simulator.calls).toEqual([]);
  });

  test('another list under the same key: the next run follows it, and says which version it has read', async () => {
    const { fleet, bucket } = listed(`WorkspaceId\n${idOf(1)}\n`);
    await fleet.night();
    const { listVersion } = fleet.report;
    bucket.put('desks.csv', Buffer.from(`WorkspaceId\n${idOf(2)}\n`));
    await fleet.night();
    expect(classesIn(fleet.report)).toEqual({ [idOf(2)]: 'COMPLIANT' });
    expect(fleet.report.listVersion).not.toBe(listVersion);
    expect(listVersion).toEqual(expect.any(String));
    expect(fleet.simulator.removals).toEqual([]);
  });

  test('another list while a run is on: the run goes on with the one that it has read', async () => {
    const { fleet, bucket } = listed(`WorkspaceId\n${idOf(1)}\n`);
    const run = await fleet.open();
    await fleet.wait(600_000);
    bucket.put('desks.csv', Buffer.from('Name\njane\n'));
    await fleet.clock.runUntil(run.ended);
    expect([run.status, classesIn(fleet.report)]).toEqual(['SUCCEEDED', { [idOf(1)]: 'COMPLIANT' }]);
  });
});
