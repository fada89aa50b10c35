import { CfnParameter, CfnWaitCondition, CfnWaitConditionHandle, NestedStack, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { WorkspaceApplicationAssociation, WorkspaceApplicationSet } from '../../lib';
import { outcome, type Scenario } from './cloud';

/**
 * What a stack declares of one desktop, by construct path: an application is an association, a list is a set. A path with a
 * slash is a construct within a construct, or, after an exclamation mark, within a nested stack; one that ends in a question
 * mark names the WorkSpace by a parameter.
 */
export type Declared = Readonly<Record<string, string | readonly string[]>>;

export const declare =
  ({ workspaceId }: Scenario, declared: Declared) =>
  (stack: Stack) => {
    const isParameter = (path: string) => path.endsWith('?');
    const parameter = Object.keys(declared).some(isParameter)
      ? new CfnParameter(stack, 'WorkspaceId', { default: workspaceId }).valueAsString
      : '';
    for (const [path, applications] of Object.entries(declared)) {
      const [id = '', parent] = path.replace('?', '').split('/').reverse();
      const scope = parent === undefined ? stack : within(stack, parent);
      const props = { workspaceId: isParameter(path) ? parameter : workspaceId };
      if (typeof applications === 'string')
        new WorkspaceApplicationAssociation(scope, id, { ...props, applicationId: applications });
      else new WorkspaceApplicationSet(scope, id, { ...props, applicationIds: [...applications] });
    }
  };

const within = (stack: Stack, parent: string): Construct =>
  parent.endsWith('!') ? new NestedStack(stack, parent.slice(0, -1)) : new Construct(stack, parent);

/** Deploys what keeps the applications as they are, while the user works. */
export async function expectNoOutage(
  desk: Scenario,
  build: (stack: Stack) => void,
  ...flags: readonly string[]
): Promise<void> {
  const [states, outages, ended] = [desk.states(), desk.outages(), desk.sessionsEnded()];
  desk.connect();
  expect(outcome(await desk.deploy(build, ...flags))).toBe('succeeded');
  expect(desk.states()).toEqual(states);
  expect([desk.outages(), desk.sessionsEnded()]).toEqual([outages, ended]);
}

/** Destroys the stack: everything goes, and no mark is left but those of `retained` stacks. */
export async function expectUninstalled(
  desk: Scenario,
  build: (stack: Stack) => void,
  retained: readonly string[] = [],
): Promise<void> {
  expect(outcome(await desk.destroy(build))).toBe('succeeded');
  expect([...new Set(Object.values(desk.states()))]).toEqual(['REMOVED']);
  expect(Object.values(desk.marks()).map((value) => value.replace(/.* by=stack\//, ''))).toEqual(retained);
}

/** Taken from the library before any test runs: between two of them jest loads nothing. */
const [Condition, Handle] = [CfnWaitCondition, CfnWaitConditionHandle];

/** Fails after two minutes. */
export function bomb(stack: Stack): void {
  new Condition(stack, 'Bomb', { handle: new Handle(stack, 'Handle').ref, timeout: '120', count: 1 });
}

/** A stack of several parts. */
export const together =
  (...parts: readonly ((stack: Stack) => void)[]) =>
  (stack: Stack) => {
    for (const build of parts) build(stack);
  };
