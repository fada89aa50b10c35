import {
  COMPANY_PORTAL,
  DESKTOP,
  OFFICE_PROFESSIONAL_2021 as OFFICE,
  OFFICE_BUNDLE,
  STOPPED_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
} from '../../../local/workspaces';
import { MINUTE, NOON, outcomeOf, startOffice } from './harness';

const HOUR = 60 * MINUTE;

type Office = ReturnType<typeof startOffice>;

/** The place of the newest call among all. */
const lastCall = ({ simulator }: Office): number => simulator.calls.length - 1;

/** Registers, deploys and waits; the answer is the place of the registering call. */
async function installed(office: Office, application = VISIO): Promise<number> {
  await office.associate(application);
  const call = lastCall(office);
  await office.deploy();
  await office.clock.advance(HOUR);
  return call;
}

describe('who brought an application', () => {
  test('a call of the API: that call, with its request id and time', async () => {
    const office = startOffice();
    const call = await installed(office);
    const { requestId, operation } = office.simulator.calls[call] ?? {};
    expect(operation).toBe('AssociateWorkspaceApplication');
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toEqual({ by: 'call', call, requestId, time: NOON });
  });

  test('registered, but not installed yet: no one', async () => {
    const office = startOffice();
    await office.associate(VISIO);
    await office.deploy();
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toBeUndefined();
  });

  test('a call whose answer is lost: that call', async () => {
    const office = startOffice();
    office.simulator.failOperation('AssociateWorkspaceApplication', { exception: 'socketReset', when: 'after' });
    await outcomeOf(office.associate(VISIO));
    await office.deploy();
    await office.clock.advance(HOUR);
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toMatchObject({ by: 'call', call: 0 });
  });

  test('a second Associate that changes nothing: still the first', async () => {
    const office = startOffice({ readings: { associateExisting: 'succeeds' } });
    await office.associate(VISIO);
    await office.associate(VISIO);
    await office.deploy();
    await office.clock.advance(HOUR);
    await office.associate(VISIO);
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toMatchObject({ call: 0 });
  });

  test.each([
    ['becomes pending', 2],
    ['stays ERROR', 2],
  ] as const)(
    'an ERROR that is registered again and %s: the call that registered it again',
    async (registerOnError, call) => {
      const office = startOffice({ readings: { registerOnError, associateExisting: 'succeeds' } });
      office.simulator.failApplication(VISIO, 'DeploymentError.InternalServerError', { times: 1 });
      await installed(office);
      await office.associate(VISIO);
      await office.deploy({ Force: true });
      await office.clock.advance(HOUR);
      expect(office.simulator.installedBy(DESKTOP, VISIO)).toMatchObject({ by: 'call', call });
    },
  );

  test('a pending uninstall that is taken back by another: the first, whose installation it is', async () => {
    const office = startOffice();
    const call = await installed(office);
    await office.disassociate(VISIO);
    office.simulator.associate(DESKTOP, VISIO);
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toMatchObject({ by: 'call', call });
  });

  test('a colleague, also where a call of the API deploys it: the colleague', async () => {
    const office = startOffice();
    office.simulator.associate(DESKTOP, VISIO);
    await office.deploy();
    await office.clock.advance(HOUR);
    expect(office.simulator.installedBy(DESKTOP, VISIO)).toEqual({ by: 'colleague', time: NOON });
  });

  test('the world, a test, a bundle: they', () => {
    const { simulator } = startOffice();
    simulator.installNow(DESKTOP, VISIO);
    simulator.addWorkspace({ workspaceId: 'ws-new000001', userName: 'new', bundleId: OFFICE_BUNDLE });
    expect(simulator.installedBy(STOPPED_DESKTOP, COMPANY_PORTAL)).toEqual({ by: 'test', time: NOON });
    expect(simulator.installedBy(DESKTOP, VISIO)).toEqual({ by: 'test', time: NOON });
    expect(simulator.installedBy('ws-new000001', OFFICE)).toEqual({ by: 'bundle', time: NOON });
  });

  test.each([
    ['rebuilt', (office: Office) => office.simulator.rebuild(DESKTOP)],
    ['taken away by a test', (office: Office) => office.simulator.remove(DESKTOP, VISIO)],
    ['terminated', (office: Office) => office.simulator.terminate(DESKTOP)],
  ])('what is %s: no one, and no deployment removed it', async (_how, happen) => {
    const office = startOffice();
    await installed(office);
    happen(office);
    expect([office.simulator.installedBy(DESKTOP, VISIO), office.simulator.removals]).toEqual([undefined, []]);
  });
});

describe('who removed an application', () => {
  test('a call of the API: who had brought it, and the call', async () => {
    const office = startOffice();
    const call = await installed(office);
    await office.disassociate(VISIO);
    const asked = lastCall(office);
    await office.deploy();
    await office.clock.advance(HOUR);
    expect(office.simulator.removals).toMatchObject([
      {
        workspaceId: DESKTOP,
        applicationId: VISIO,
        time: NOON + HOUR + 8 * MINUTE,
        installedBy: { call },
        askedBy: { by: 'call', call: asked },
      },
    ]);
  });

  test('a colleague, of what a test had planted: both', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    office.simulator.disassociate(DESKTOP, VISIO);
    await office.deploy();
    await office.clock.advance(HOUR);
    expect(office.simulator.removals).toMatchObject([{ installedBy: { by: 'test' }, askedBy: { by: 'colleague' } }]);
  });

  test('an install that was taken back before its deployment: removed nothing', async () => {
    const office = startOffice({ readings: { revertedInstall: 'becomes a pending uninstall' } });
    await office.associate(VISIO);
    await office.disassociate(VISIO);
    await office.deploy();
    await office.clock.advance(HOUR);
    expect(office.simulator.removals).toEqual([]);
  });
});
