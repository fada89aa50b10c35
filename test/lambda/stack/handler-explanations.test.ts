import {
  DESKTOP,
  LINUX_DESKTOP,
  OFFICE_PROFESSIONAL_2016 as OFFICE_2016,
  STANDARD_DESKTOP,
  VALUE_DESKTOP,
  VISIO_PROFESSIONAL_2021 as VISIO,
  VISIO_STANDARD_2021,
  VISUAL_STUDIO_PROFESSIONAL_2022 as VISUAL_STUDIO,
} from '../../../local/workspaces';
import { declare, Harness } from '../harness';

async function refusalOf(harness: Harness, workspaceId: string, applicationIds: readonly string[]): Promise<string> {
  harness.stack.enter('CREATE_IN_PROGRESS');
  const failure: unknown = await harness
    .run({ type: 'Create', properties: declare(workspaceId, applicationIds) })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  return String(failure);
}

test.each([
  {
    situation: 'the compute type',
    workspaceId: VALUE_DESKTOP,
    application: VISIO,
    words:
      /ComputeNotCompatibleException.*the WorkSpace is VALUE; Microsoft Visio\D+2021 \(wsa-\w+\) supports all but GRAPHICS, GRAPHICSPRO, VALUE \(request.*What next/,
  },
  {
    situation: 'another edition on the WorkSpace',
    workspaceId: DESKTOP,
    application: VISIO_STANDARD_2021,
    there: VISIO,
    words:
      /IncompatibleApplicationsException.*Visio\D+Standard 2021 \(wsa-\w+\); .*Professional 2021 \(wsa-\w+\) is COMPLETED.*What next/,
  },
  {
    situation: 'an application that can only be uninstalled',
    workspaceId: DESKTOP,
    application: OFFICE_2016,
    words: /only be uninstalled: Microsoft Office\D+2016 \(wsa-\w+\) is UNINSTALL_ONLY \(request/,
  },
  {
    situation: 'the operating system',
    workspaceId: LINUX_DESKTOP,
    application: VISIO,
    words: /the WorkSpace is AMAZON_LINUX_2; Microsoft Visio\D+2021 \(wsa-\w+\) supports WINDOWS_10, [\w, ]+ \(request/,
  },
])(
  'refused for $situation: says what the WorkSpace is, and what the application supports',
  async ({ workspaceId, application, there, words }) => {
    const harness = new Harness();
    if (there) harness.simulator.installNow(workspaceId, there);
    expect(await refusalOf(harness, workspaceId, [application])).toMatch(words);
    expect(harness.simulator.callsOf('DescribeApplications')).toHaveLength(1);
  },
);

test('nothing refused: no call for an explanation', async () => {
  const harness = new Harness();
  await harness.create(declare(DESKTOP, [VISIO]));
  expect(harness.simulator.callsOf('DescribeApplications')).toHaveLength(0);
});

test.each(['DescribeApplications', 'DescribeWorkspaces'] as const)(
  'refused, and %s is denied: the failure has its words without the explanation',
  async (operation) => {
    const harness = new Harness();
    harness.simulator.failOperation(operation, { exception: 'AccessDeniedException', times: 1000 });
    expect(await refusalOf(harness, VALUE_DESKTOP, [VISIO])).toMatch(
      /refused with ComputeNotCompatibleException: the application does not support the compute type.*What next: switch/,
    );
  },
);

test('many applications are refused: the reason keeps its remedy, and its limit', async () => {
  const harness = new Harness();
  const reason = await refusalOf(harness, STANDARD_DESKTOP, [VISUAL_STUDIO]);
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(1600);
  expect(reason).toContain('What next');
});

test('an ERROR from before that nothing but Force moves: the log says why it is used', async () => {
  const harness = new Harness();
  harness.simulator.put({ workspaceId: DESKTOP, applicationId: VISIO, state: 'ERROR' });
  harness.simulator.failOperation('AssociateWorkspaceApplication', {
    exception: 'ResourceAlreadyExistsException',
    times: 1000,
  });
  await harness.create(declare(DESKTOP, [VISIO]));
  expect(harness.lines.filter((line) => line.includes('"force":true')).join()).toMatch(
    /Force, because wsa-\w+ is in ERROR since/,
  );
});

test('a swap that the service does not take at once: the log says why the removal goes first', async () => {
  const harness = new Harness({ readings: { swap: 'removal first', incompatibility: 'at Deploy' } });
  const before = declare(DESKTOP, [VISIO]);
  const { physicalId } = await harness.create(before);
  await harness.update(physicalId, before, declare(DESKTOP, [VISIO_STANDARD_2021]));
  expect(harness.lines.join()).toMatch(/the applications do not go together.*Standard 2021/);
});
