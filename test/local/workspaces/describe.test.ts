import {
  DescribeApplicationAssociationsCommand,
  DescribeApplicationsCommand,
  type DescribeApplicationsCommandInput,
} from '@aws-sdk/client-workspaces';
import {
  ACCOUNT,
  CATALOGUE,
  COMPANY_PENDING,
  COMPANY_PORTAL,
  COMPANY_VPN,
  DESKTOP,
  makeApplications,
  makeWorkspaces,
  makeWorld,
  OFFICE_PROFESSIONAL_2016,
  OFFICE_PROFESSIONAL_2019,
  SEED_WORLD,
  VISIO_PROFESSIONAL_2021,
  VISUAL_STUDIO_ENTERPRISE_2022,
  VISUAL_STUDIO_PROFESSIONAL_2022,
} from '../../../local/workspaces';
import { NOON, outcomeOf, startOffice } from './harness';

const VISIO = VISIO_PROFESSIONAL_2021;

describe('DescribeApplications', () => {
  const applicationsOf = async (input: DescribeApplicationsCommandInput, office = startOffice()) =>
    (await office.client.send(new DescribeApplicationsCommand(input))).Applications ?? [];

  test('an application: everything the model has', async () => {
    expect(await applicationsOf({ ApplicationIds: [VISUAL_STUDIO_PROFESSIONAL_2022] })).toEqual([
      {
        ApplicationId: VISUAL_STUDIO_PROFESSIONAL_2022,
        Name: 'Microsoft Visual Studio Professional 2022',
        Description: expect.any(String),
        Owner: 'AMAZON',
        LicenseType: 'LICENSED',
        State: 'AVAILABLE',
        Created: expect.any(Date),
        SupportedComputeTypeNames: expect.not.arrayContaining(['STANDARD']),
        SupportedOperatingSystemNames: expect.not.arrayContaining(['WINDOWS_SERVER_2019']),
      },
    ]);
  });

  const FILTERS: { reason: string; filter: DescribeApplicationsCommandInput; ids: string[] }[] = [
    {
      reason: 'by licence',
      filter: { LicenseType: 'UNLICENSED' },
      ids: [COMPANY_PENDING, COMPANY_PORTAL, COMPANY_VPN],
    },
    { reason: 'by owner', filter: { Owner: ACCOUNT }, ids: [COMPANY_PENDING, COMPANY_PORTAL, COMPANY_VPN] },
    {
      reason: 'by compute type',
      filter: { ComputeTypeNames: ['VALUE'] },
      ids: [COMPANY_PENDING, COMPANY_PORTAL, COMPANY_VPN],
    },
    {
      reason: 'by operating system and owner together',
      filter: { OperatingSystemNames: ['WINDOWS_SERVER_2016'], Owner: 'AMAZON' },
      ids: [OFFICE_PROFESSIONAL_2016, OFFICE_PROFESSIONAL_2019],
    },
    {
      reason: 'by ids',
      filter: { ApplicationIds: [VISUAL_STUDIO_ENTERPRISE_2022, VISIO] },
      ids: [VISIO, VISUAL_STUDIO_ENTERPRISE_2022],
    },
    {
      reason: 'any of several operating systems',
      filter: { OperatingSystemNames: ['AMAZON_LINUX_2', 'RHEL_8'] },
      ids: [],
    },
  ];

  test.each(['me', 'SELF', '1234'])('by the owner %s, which the model does not allow: refused', async (Owner) => {
    await expect(applicationsOf({ Owner })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`Value '${Owner}' at 'owner' failed to satisfy constraint`),
    });
  });

  test.each(FILTERS)('$reason: only those', async ({ filter, ids }) => {
    const found = await applicationsOf(filter);
    expect(found.map((application) => application.ApplicationId).sort()).toEqual([...ids].sort());
  });

  test('an id that the catalogue does not have: ResourceNotFound', async () => {
    expect(await outcomeOf(applicationsOf({ ApplicationIds: ['wsa-000000000'] }))).toBe('ResourceNotFoundException');
  });

  test('60 applications: pages of 25, 25 and 10, each application once', async () => {
    const office = startOffice({ world: { ...SEED_WORLD, applications: makeApplications(60), associations: [] } });
    const pages: string[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await office.client.send(new DescribeApplicationsCommand({ NextToken }));
      pages.push((page.Applications ?? []).map((application) => application.ApplicationId ?? ''));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(pages.map((page) => page.length)).toEqual([25, 25, 10]);
    expect(new Set(pages.flat()).size).toBe(60);
  });

  test('as many as a page holds: no token', async () => {
    const office = startOffice({ world: { ...SEED_WORLD, applications: makeApplications(25), associations: [] } });
    expect(await office.client.send(new DescribeApplicationsCommand({}))).not.toHaveProperty('NextToken');
  });

  test('a token of another filter: InvalidParameterValues', async () => {
    const office = startOffice();
    const { NextToken } = await office.client.send(new DescribeApplicationsCommand({ MaxResults: 2 }));
    expect(await outcomeOf(applicationsOf({ NextToken, MaxResults: 2 }, office))).toBe('ok');
    expect(await outcomeOf(applicationsOf({ NextToken, Owner: 'AMAZON' }, office))).toBe(
      'InvalidParameterValuesException',
    );
  });
});

describe('DescribeApplicationAssociations', () => {
  test('450 desktops with one application: 18 pages, each desktop once', async () => {
    const world = makeWorld(450);
    const associations = world.workspaces.map(({ workspaceId }) => ({
      workspaceId,
      applicationId: VISIO,
      state: 'COMPLETED' as const,
    }));
    const office = startOffice({ world: { ...world, associations } });
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const request = { ApplicationId: VISIO, AssociatedResourceTypes: ['WORKSPACE' as const], NextToken };
      const page = await office.client.send(new DescribeApplicationAssociationsCommand(request));
      seen.push(...(page.Associations ?? []).map((association) => association.AssociatedResourceId));
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken);
    expect(pages).toBe(18);
    expect(new Set(seen).size).toBe(450);
  });

  test('one association: seen from the application', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    const request = { ApplicationId: VISIO, AssociatedResourceTypes: ['WORKSPACE' as const] };
    expect((await office.client.send(new DescribeApplicationAssociationsCommand(request))).Associations).toEqual([
      {
        ApplicationId: VISIO,
        AssociatedResourceId: DESKTOP,
        AssociatedResourceType: 'WORKSPACE',
        State: 'COMPLETED',
        Created: new Date(NOON),
        LastUpdatedTime: new Date(NOON),
      },
    ]);
  });

  test('images and bundles: none, since this world has none', async () => {
    const office = startOffice();
    office.simulator.installNow(DESKTOP, VISIO);
    const request = { ApplicationId: VISIO, AssociatedResourceTypes: ['IMAGE' as const, 'BUNDLE' as const] };
    expect((await office.client.send(new DescribeApplicationAssociationsCommand(request))).Associations).toEqual([]);
  });

  test('a WorkSpace that goes between two pages: nothing is skipped and nothing listed twice', async () => {
    const world = makeWorld(30);
    const associations = world.workspaces.map(({ workspaceId }) => ({
      workspaceId,
      applicationId: VISIO,
      state: 'COMPLETED' as const,
    }));
    const office = startOffice({ world: { ...world, associations } });
    const request = { ApplicationId: VISIO, AssociatedResourceTypes: ['WORKSPACE' as const] };
    const first = await office.client.send(new DescribeApplicationAssociationsCommand(request));
    office.simulator.terminate('ws-bench00003');
    const second = await office.client.send(
      new DescribeApplicationAssociationsCommand({ ...request, NextToken: first.NextToken }),
    );
    expect(second.Associations?.map((association) => association.AssociatedResourceId)).toEqual(
      [25, 26, 27, 28, 29].map((number) => `ws-bench000${number}`),
    );
  });
});

test('the catalogue: ids that the API allows, each once', () => {
  const ids = CATALOGUE.map((application) => application.applicationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of [...ids, ...makeApplications(3).map((application) => application.applicationId)]) {
    expect(id).toMatch(/^wsa-[0-9a-z]{8,63}$/);
  }
  for (const { workspaceId } of [...SEED_WORLD.workspaces, ...makeWorkspaces(3)])
    expect(workspaceId).toMatch(/^ws-[0-9a-z]{8,63}$/);
});
