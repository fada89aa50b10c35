import { Framework } from '../testkit/framework';
import { ASSUMPTIONS } from './assumptions';
import { LambdaFunction } from './functions';
import { shuffled } from './random';
import { type Declared, resourcesOf, type Scenario } from './scenario';
import { type Conditions, Scene } from './scene';
import { SmallAccount } from './small-account';
import type { Subject } from './subjects';

const SECOND = 1000;
const LAST = 2 * 3600 * SECOND;

/** How one resource fared. Times in milliseconds since the start of the operation. */
export interface Fate {
  readonly declared: Declared;
  readonly answered: number;
  readonly failure?: string;
}

/** Everything that is known of a run. */
export interface Run {
  readonly scenario: Scenario;
  readonly subject: string;
  readonly scene: Scene;
  readonly fates: readonly Fate[];
  readonly onEvent: LambdaFunction;
  readonly isComplete: LambdaFunction;
  /** Invocations of the framework's own functions. */
  readonly frameworkInvocations: number;
  readonly transitions: number;
  /** If the account's quota of Lambda is small. */
  readonly platform?: SmallAccount | undefined;
}

/** Creates the stack of a scenario: every resource is asked for, and all answers are waited for. */
export async function run(subject: Subject, scenario: Scenario, conditions: Conditions): Promise<Run> {
  const scene = new Scene(scenario, conditions);
  const { clock } = scene;
  const onEvent = new LambdaFunction(clock, () => subject.onEvent(scene));
  const isComplete = new LambdaFunction(clock, () => (subject.isComplete ?? subject.onEvent)(scene));
  const answers = new Map<string, { readonly body: string; readonly time: number }>();
  let frameworkInvocations = 0;
  const { account } = conditions;
  const platform = account && new SmallAccount(clock, scene.random, account);
  const framework = new Framework({
    clock,
    onEvent: onEvent.invoke,
    isComplete: isComplete.invoke,
    respond: async (url, body) => {
      answers.set(url, { body, time: clock.now() - scene.start });
      const { LogicalResourceId, Status } = JSON.parse(body);
      scene.stack.resources.set(LogicalResourceId, Status === 'SUCCESS' ? 'CREATE_COMPLETE' : 'CREATE_FAILED');
    },
    interval: subject.interval,
    maxAttempts: subject.maxAttempts,
    onInvocation: (name) => {
      if (name.startsWith('framework')) frameworkInvocations++;
    },
    ...(platform && { platform }),
  });
  const deliver = async (event: {
    readonly LogicalResourceId: string;
    readonly ResponseURL: string;
  }): Promise<void> => {
    if (subject.isComplete) return framework.deliver(event);
    // Without the framework: the function itself answers CloudFormation.
    const Status = await onEvent.invoke(event).then(
      () => 'SUCCESS',
      () => 'FAILED',
    );
    answers.set(event.ResponseURL, { body: JSON.stringify({ Status }), time: clock.now() - scene.start });
  };
  scene.stack.enter('CREATE_IN_PROGRESS');
  // CloudFormation says nothing about the order in which it creates what does not depend on each other.
  const resources = shuffled(resourcesOf(scenario, conditions.seed), scene.random);
  await clock.runUntil(
    (async () => {
      await Promise.all(
        resources.map(async (declared, index) => {
          await clock.sleep((index / ASSUMPTIONS.requestsPerSecond) * SECOND);
          scene.stack.resources.set(declared.logicalId, 'CREATE_IN_PROGRESS');
          await deliver(eventOf(declared, scene.stack.id, scenario));
        }),
      );
      // What is never answered, CloudFormation gives up.
      while (answers.size < resources.length && clock.now() - scene.start < LAST) await clock.sleep(5 * SECOND);
    })(),
  );
  const fates = resources.map((declared): Fate => {
    const answer = answers.get(urlOf(declared));
    const { Status, Reason }: { Status?: string; Reason?: string } = JSON.parse(answer?.body ?? '{}');
    return {
      declared,
      answered: answer?.time ?? Number.NaN,
      ...(Status !== 'SUCCESS' && { failure: Reason ?? 'no answer' }),
    };
  });
  const { transitions } = framework;
  return {
    scenario,
    subject: subject.name,
    scene,
    fates,
    onEvent,
    isComplete,
    frameworkInvocations,
    transitions,
    platform,
  };
}

const urlOf = ({ logicalId }: Declared): string => `https://bench.s3.amazonaws.com/${logicalId}`;

const eventOf = (declared: Declared, stackId: string, { waits = true }: Scenario) => ({
  RequestType: 'Create',
  RequestId: declared.logicalId,
  ResponseURL: urlOf(declared),
  StackId: stackId,
  LogicalResourceId: declared.logicalId,
  ResourceType: 'Custom::WorkspaceApplications',
  ResourceProperties: {
    ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:framework',
    ServiceTimeout: '3600',
    WorkspaceId: declared.workspaceId,
    ApplicationIds: declared.applicationIds,
    ...(!waits && { WaitForInstallation: 'false' }),
  },
});
