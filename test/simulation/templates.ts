import type { Step } from './plan';

/** The template of a step, in CloudFormation's own terms. */
export function templateOf({ declared, bomb }: Step, index: number, serviceToken: string): string {
  const resources = declared.map(({ logicalId, retain, ...properties }) => [
    logicalId,
    {
      Type: 'Custom::WorkspaceApplications',
      Properties: {
        ServiceToken: serviceToken,
        ServiceTimeout: '3600',
        WorkspaceId: properties.workspaceId,
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
    },
  ]);
  const outputs = declared.flatMap(({ logicalId }) =>
    ['State', 'Created'].map((name) => [`${logicalId}${name}`, { Value: { 'Fn::GetAtt': [logicalId, name] } }]),
  );
  const handle = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
  return JSON.stringify({
    Resources: {
      Anchor: handle,
      ...Object.fromEntries(resources),
      ...(bomb !== null && {
        [`Bomb${index}`]: {
          Type: 'AWS::CloudFormation::WaitCondition',
          Properties: { Handle: { Ref: 'Anchor' }, Timeout: String(bomb), Count: '1' },
        },
      }),
      // Another handle each time, so that a step is a change even if it declares the same.
      [`Step${index}`]: handle,
    },
    ...(outputs.length > 0 && { Outputs: Object.fromEntries(outputs) }),
  });
}
