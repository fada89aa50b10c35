import { Stack } from 'aws-cdk-lib';
import { CfnVPCEndpoint, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * The endpoints of the VPC in the stack of `scope`, to depend on: without them the functions reach no service. They are
 * found at synthesis, so that those count too which are added after the provider.
 */
export function endpointsOf(vpc: IVpc, scope: IConstruct): IDependable {
  const endpoints = {};
  Dependable.implement(endpoints, {
    get dependencyRoots() {
      return findEndpoints(vpc, Stack.of(scope));
    },
  });
  return endpoints;
}

function findEndpoints(vpc: IVpc, stack: Stack): IConstruct[] {
  const idOf = (id: string): string => JSON.stringify(stack.resolve(id));
  const wanted = idOf(vpc.vpcId);
  return stack.node
    .findAll()
    .filter((construct) => construct instanceof CfnVPCEndpoint)
    .filter((endpoint) => Stack.of(endpoint) === stack && idOf(endpoint.vpcId) === wanted)
    .map(withParts);
}

/** The endpoint with what its construct adds, such as a security group and its rules. */
function withParts(endpoint: CfnVPCEndpoint): IConstruct {
  const { scope } = endpoint.node;
  return scope?.node.defaultChild === endpoint ? scope : endpoint;
}
