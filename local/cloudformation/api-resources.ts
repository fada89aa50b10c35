import { members } from '../transport/xml';
import type { Action, Call } from './api-call';
import { validationError } from './errors';
import type { Stack, StackResource } from './model';
import { resourceDetailView, resourceSummaryView, resourceView } from './views';

const PAGE = 100;

/** The calls about the resources of a stack. Deleted stacks are found by their id. */
export const RESOURCE_ACTIONS: Readonly<Record<string, Action>> = {
  DescribeStackResource({ engine, query, at }) {
    const [name, logicalId] = [query.required('StackName'), query.required('LogicalResourceId')];
    const stack = engine.findStack(name);
    if (!stack) throw validationError(`Stack '${name}' does not exist`);
    return { StackResourceDetail: resourceDetailView(stack, theOne(stack, engine.resourcesOf(stack), logicalId), at) };
  },

  /** The first hundred. There is no second page. */
  DescribeStackResources(call) {
    const { stack, resources } = described(call);
    const listed = resources.slice(0, PAGE).map((resource) => resourceView(stack, resource, call.at));
    return { StackResources: members(listed) };
  },

  ListStackResources({ engine, query, at }) {
    const resources = engine.resourcesOf(engine.describeStack(query.required('StackName')));
    const start = Number(query.text('NextToken') ?? 0);
    const page = resources.slice(start, start + PAGE);
    return {
      StackResourceSummaries: members(page.map((resource) => resourceSummaryView(resource, at))),
      NextToken: start + PAGE < resources.length ? String(start + PAGE) : undefined,
    };
  },
};

interface Described {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
}

function described({ engine, query }: Call): Described {
  const name = query.text('StackName');
  const physicalId = query.text('PhysicalResourceId');
  if ((name === undefined) === (physicalId === undefined))
    throw validationError('Specify either StackName or PhysicalResourceId, and not both');
  const stack = physicalId === undefined ? engine.describeStack(name ?? '') : engine.stackOf(physicalId);
  const all = engine.resourcesOf(stack);
  const alone = physicalId !== undefined && engine.readings.physicalIdAnswers === 'the resource';
  const resources = alone ? all.filter((resource) => resource.physicalId === physicalId) : all;
  const logicalId = query.text('LogicalResourceId');
  return { stack, resources: logicalId === undefined ? resources : [theOne(stack, resources, logicalId)] };
}

function theOne(stack: Stack, resources: readonly StackResource[], logicalId: string): StackResource {
  const found = resources.find((resource) => resource.logicalId === logicalId);
  if (!found) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  return found;
}
