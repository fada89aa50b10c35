import type { CloudFormation } from './cloudformation/engine';
import { BOOTSTRAP_VERSION } from './cloudformation/services';
import type { Environment } from './environment';

const ROLES = ['cfn-exec', 'deploy', 'file-publishing', 'lookup'];

/** Creates the stack that `cdk bootstrap` leaves in an account. Resolves once it exists. */
export async function bootstrap(engine: CloudFormation): Promise<void> {
  const stack = engine.createStack({ stackName: 'CDKToolkit', templateBody: template(engine.environment) });
  await engine.settled(stack.id);
  engine.keep(stack);
}

function template({ account, region, urlSuffix }: Environment): string {
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  const roles = ROLES.map((role) => [
    `Role${role.replaceAll('-', '')}`,
    { Type: 'AWS::IAM::Role', Properties: { RoleName: `cdk-hnb659fds-${role}-role-${account}-${region}` } },
  ]);
  return JSON.stringify({
    Description: 'The embedded AWS is bootstrapped for the CDK from the start',
    Resources: Object.fromEntries(roles),
    Outputs: {
      BucketName: { Value: bucket },
      BucketDomainName: { Value: `${bucket}.s3.${region}.${urlSuffix}` },
      ImageRepositoryName: { Value: `cdk-hnb659fds-container-assets-${account}-${region}` },
      BootstrapVersion: { Value: BOOTSTRAP_VERSION },
    },
  });
}
