import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  makeWorkspaces,
  COMPANY_PORTAL as PORTAL,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../local/workspaces';
import { Desk, NO_KEYS } from './command';
import { applications, Deployment } from './deployment';
import { synthesized } from './planned';

const ANA = 'ws-0abc12345';
const MANY = makeWorkspaces(100);

let account: Deployment;
let desk: Desk;
beforeEach(async () => {
  account = new Deployment(undefined, { ...SEED_WORLD, workspaces: [...SEED_WORLD.workspaces, ...MANY] });
  await account.start();
  desk = new Desk(account.environment);
});
afterEach(async () => {
  desk.remove();
  await account.stop();
});

const app = (stacks: Parameters<typeof synthesized>[0]) => synthesized(stacks, join(desk.home, 'cdk.out'));
const one = () => app({ Desk: { Ana: applications(ANA, [VISIO]) } });
const plan = (...args: readonly string[]) => desk.run(['plan', ...args]);

/** What a policy for reading alone lets through. */
const READS = /^(Describe|Get|List)/;

describe('plan, as it is published', () => {
  test('something to do: says what, changes nothing, and exits with 2', async () => {
    account.simulator.setConnection(ANA, 'CONNECTED');
    one();
    const { status, out, err } = await plan();
    expect({ status, err }).toEqual({ status: 2, err: '' });
    expect(out).toMatch(/^ws-0abc12345 \(ana\) {2}AVAILABLE, USER CONNECTED: the session ends$/m);
    expect(out).toMatch(/^ {2}install {6}Microsoft Visio LTSC Professional 2021 \(wsa-0def67890\)$/m);
    expect(out).toMatch(/^ {2}1 outage, done after \d+ of 55 minutes$/m);
    expect(out).toMatch(/\n1 desktop, 1 outage, 1 connected user would be thrown out\n$/);
    expect(account.simulator.calls.map(({ operation }) => operation)).toEqual([
      'DescribeWorkspaces',
      'DescribeWorkspacesConnectionStatus',
      'DescribeTags',
      'DescribeWorkspaceAssociations',
      'DescribeApplications',
    ]);
    expect(account.operations).toEqual(['DescribeStacks']);
  });

  test('for programs: the same as JSON', async () => {
    one();
    const { status, out } = await plan('--json');
    expect({ status, plan: JSON.parse(out) }).toMatchObject({
      status: 2,
      plan: {
        result: 'changes',
        summary: '1 desktop, 1 outage, 0 connected users would be thrown out',
        desktops: [{ workspaceId: ANA, userName: 'ana', outages: 1, applications: [{ what: 'install' }] }],
      },
    });
  });

  test('nothing to do: 0. Something that is not known: 3. A failure ahead: 1', async () => {
    account.create({ Ana: applications(ANA, [PORTAL]) }, 'Desk');
    await account.advance(60);
    app({ Desk: { Ana: applications(ANA, [PORTAL]) } });
    expect(await plan()).toEqual({
      status: 0,
      out: '0 desktops, 0 outages, 0 connected users would be thrown out\n',
      err: '',
    });
    expect(account.operations.every((name) => READS.test(name))).toBe(true);
    app({ Desk: { Ana: applications(ANA, [VISIO], { WorkspaceId: { Ref: 'Machine' } }) } });
    expect(await plan()).toMatchObject({
      status: 3,
      out: expect.stringMatching(/^Known when deploying:\n {2}Desk\/Ana: /),
    });
    app({ Desk: { Dev: applications('ws-3value0001', [VISIO]) } });
    expect(await plan()).toMatchObject({
      status: 1,
      out: expect.stringMatching(/; the deployment would fail: 1 resource refused\n$/),
    });
  });

  test('a folder elsewhere, one of several stacks: that one alone', async () => {
    const elsewhere = synthesized(
      { One: { Ana: applications(ANA, [VISIO]) }, Two: { Ben: applications('ws-2standrd1', [VISIO]) } },
      join(desk.home, 'a folder', 'out'),
    );
    const { status, out } = await plan('Two', '--app', elsewhere);
    expect(status).toBe(2);
    expect(out).toMatch(/^ws-2standrd1 /);
    expect(out).not.toContain(ANA);
  });

  test('a hundred desktops: a summary, in few calls', async () => {
    app({
      Desk: Object.fromEntries(MANY.map(({ workspaceId }, index) => [`D${index}`, applications(workspaceId, [VISIO])])),
    });
    const started = desk.start(['plan']);
    // At the rate of the command, which is below that of an account.
    const { status, out } = await started.ended;
    expect(status).toBe(2);
    expect(out.split('\n').length).toBeLessThan(20);
    expect(out).toMatch(/^100 desktops: ws-bench00000, /);
    expect(account.simulator.calls.length).toBeLessThan(20);
  });

  test('in a terminal of 60 columns: no line is longer', async () => {
    one();
    const { status, out } = await desk.startInTerminal(60, ['plan']).ended;
    expect(status).toBe(2);
    const lines = out.split(/\r?\n/).map((line) => stripVTControlCharacters(line));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join('\n')).toMatch(/^ws-0abc12345 \(ana\) {2}AVAILABLE, /m);
    expect(lines.join('\n')).not.toMatch(/\[\d+m/);
  });
});

describe('what goes wrong', () => {
  test.each([
    {
      reason: 'no synthesized app',
      args: ['--app', 'nowhere'],
      status: 5,
      says: /^there is no synthesized CDK app in nowhere: .* What next: run cdk synth/,
    },
    {
      reason: 'a stack that the app does not have',
      args: ['Other'],
      status: 5,
      says: /^there is no stack Other in cdk.out: the stacks are Desk\. What next: /,
    },
    {
      reason: 'a duration that is none',
      args: ['--install-minutes', 'long'],
      status: 64,
      says: /^--install-minutes must be a number above 0, got 'long'\. /,
    },
  ])('$reason: exit $status, in words', async ({ args, status, says }) => {
    one();
    expect(await plan(...args)).toEqual({ status, out: '', err: expect.stringMatching(says) });
  });

  test('a manifest that is none: says so', async () => {
    writeFileSync(join(one(), 'manifest.json'), '{');
    expect(await plan()).toMatchObject({
      status: 5,
      err: expect.stringMatching(/^there is no synthesized CDK app in cdk.out: /),
    });
  });

  test('files that were written on Windows: read like others', async () => {
    const folder = one();
    const template = { Resources: { Ana: applications(ANA, [VISIO]) } };
    const text = `\uFEFF${JSON.stringify(template, undefined, 2).replaceAll('\n', '\r\n')}`;
    writeFileSync(join(folder, 'Desk.template.json'), text);
    expect(await plan()).toMatchObject({ status: 2, err: '' });
  });

  test('a stack that is being deployed: says so', async () => {
    account.create({ Ana: applications(ANA, [VISIO]) }, 'Desk');
    one();
    expect(await plan()).toEqual({
      status: 1,
      out: '',
      err: 'stack Desk is in CREATE_IN_PROGRESS. What next: wait until it is at rest\n',
    });
  });

  test('no credentials: says what to do', async () => {
    one();
    expect(await desk.run(['plan'], NO_KEYS)).toMatchObject({
      status: 6,
      out: '',
      err: expect.stringMatching(/^there are no valid AWS credentials: /),
    });
  });

  test.each(['DescribeWorkspacesConnectionStatus', 'DescribeTags', 'DescribeApplications'] as const)(
    '%s is denied: names the action',
    async (operation) => {
      account.simulator.failOperation(operation, { exception: 'AccessDeniedException', message: 'no' });
      one();
      expect(await plan()).toMatchObject({
        status: 4,
        out: '',
        err: expect.stringContaining(`allow workspaces:${operation} to the identity that runs this command`),
      });
    },
  );

  test('Ctrl-C: ends at once, and says that nothing was changed', async () => {
    app({
      Desk: Object.fromEntries(MANY.map(({ workspaceId }, index) => [`D${index}`, applications(workspaceId, [VISIO])])),
    });
    const started = desk.startInTerminal(80, ['plan']);
    await started.printed(/Reading WorkSpaces/);
    started.type('\x03');
    expect(await started.ended).toMatchObject({
      status: 130,
      out: expect.stringContaining('Interrupted: nothing was changed.'),
    });
  });
});
