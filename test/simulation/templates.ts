import type { ServedLoad } from '../../lambda/contract/load';
import { BUNDLE, type Place } from './desks';
import type { Declared, Step } from './steps';
import type { SimulatedWorld } from './world';

const HANDLE = { Type: 'AWS::CloudFormation::WaitConditionHandle' };

/** The template of a step, in CloudFormation's own terms. */
export function templateOf(
  { declared, workspace, bomb }: Step,
  index: number,
  { serviceToken, desktops }: Pick<SimulatedWorld, 'desktops'> & { readonly serviceToken: string },
): string {
  const resources = declared.map((one) => {
    const workspaceId = one.place === 'own' ? { Ref: 'Workspace' } : desktops.at(one.place);
    return [one.logicalId, resourceOf(one, workspaceId, serviceToken)] as const;
  });
  const outputs = declared.flatMap(({ logicalId }) =>
    ['State', 'Created'].map((name) => [`${logicalId}${name}`, { Value: { 'Fn::GetAtt': [logicalId, name] } }]),
  );
  return JSON.stringify({
    Resources: {
      Anchor: HANDLE,
      ...(workspace && {
        Workspace: {
          Type: 'AWS::WorkSpaces::Workspace',
          Properties: {
            UserName: workspace.user,
            BundleId: BUNDLE,
            DirectoryId: 'd-906734e325',
            Tags: [{ Key: 'team', Value: workspace.tag }],
          },
        },
      }),
      ...Object.fromEntries(resources),
      ...(bomb !== null && {
        [`Bomb${index}`]: {
          Type: 'AWS::CloudFormation::WaitCondition',
          Properties: { Handle: { Ref: 'Anchor' }, Timeout: String(bomb), Count: '1' },
        },
      }),
      // Another handle each time, so that a step is a change even if it declares the same.
      [`Step${index}`]: HANDLE,
    },
    ...(outputs.length > 0 && { Outputs: Object.fromEntries(outputs) }),
  });
}

const resourceOf = (
  { retain, ...properties }: Declared,
  workspaceId: string | { readonly Ref: string },
  serviceToken: string,
) => ({
  Type: 'Custom::WorkspaceApplications',
  Properties: {
    ServiceToken: serviceToken,
    ServiceTimeout: '3600',
    WorkspaceId: workspaceId,
    ApplicationIds: properties.applicationIds,
    ...(properties.absentApplicationIds.length > 0 && { AbsentApplicationIds: properties.absentApplicationIds }),
    ...(properties.allowExisting && { AllowExisting: 'true' }),
    ...(!properties.waitForInstallation && { WaitForInstallation: 'false' }),
    ...(properties.revision && { Revision: properties.revision }),
    ...(properties.waitForUser && { WhenUserConnected: 'WAIT' }),
    ...(properties.rebootAfterInstallation && { RebootAfterInstallation: 'true' }),
    ...(properties.timeoutSeconds !== null && { TimeoutSeconds: String(properties.timeoutSeconds) }),
  },
  ...(retain && { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }),
});

/** What the provider of a step is told that it serves: how many applications there are on each WorkSpace only if that can be counted. */
export function loadOf({ declared }: Step, counts: boolean): ServedLoad {
  const resources = declared.length;
  if (!counts) return { resources };
  const sums = new Map<Place, number>();
  for (const { place, applicationIds, absentApplicationIds } of declared)
    sums.set(place, (sums.get(place) ?? 0) + applicationIds.length + absentApplicationIds.length);
  const [sum, ...others] = new Set(sums.values());
  return {
    resources,
    applications: [...sums.values()].reduce((total, count) => total + count, 0),
    applicationsPerWorkspace: others.length > 0 ? undefined : sum,
    shared: sums.size < resources,
  };
}
