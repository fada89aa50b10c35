import { SECOND } from '../lambda/service/time';
import { Framework } from '../testkit/framework';
import { UNDER_WAY } from '../testkit/stack';
import { ASSUMPTIONS } from './assumptions';
import { LambdaFunction } from './functions';
import { shuffled } from './random';
import { type Declared, resourcesOf, type Scenario } from './scenario';
import { type Conditions, Scene } from './scene';
import { SmallAccount } from './small-account';
import type { Subject } from './subjects';

const LAST = 2 * 3600 * SECOND;

/** The outcome of one resource. Times in milliseconds since the start of the operation. */
export interface Fate {
  readonly declared: Declared;
  readonly answered: number;
  readonly failure?: string;
}

export type Request = keyof typeof UNDER_WAY;

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

/** The functions of a subject around a scene, and what they answer to CloudFormation. */
export class Deployment {
  readonly onEvent: LambdaFunction;
  readonly isComplete: LambdaFunction;
  readonly platform: SmallAccount | undefined;
  readonly framework: Framework;
  frameworkInvocations = 0;
  private readonly answers = new Map<string, { readonly body: string; readonly time: number }>();

  constructor(
    private readonly subject: Subject,
    private readonly scene: Scene,
  ) {
    const { clock, conditions } = scene;
    this.onEvent = new LambdaFunction(clock, () => subject.onEvent(scene));
    this.isComplete = new LambdaFunction(clock, () => (subject.isComplete ?? subject.onEvent)(scene));
    this.platform = conditions.account && new SmallAccount(clock, scene.random, conditions.account);
    this.framework = new Framework({
      clock,
      onEvent: this.onEvent.invoke,
      isComplete: this.isComplete.invoke,
      respond: async (url, body) => this.answered(url, body),
      interval: subject.interval,
      maxAttempts: subject.maxAttempts,
      onInvocation: (name) => {
        if (name.startsWith('framework')) this.frameworkInvocations++;
      },
      ...(this.platform && { platform: this.platform }),
    });
  }

  /** CloudFormation asks for all resources, a few a second, and waits for all answers. */
  async ask(type: Request, resources: readonly Declared[]): Promise<readonly Fate[]> {
    const { clock, stack } = this.scene;
    const begin = clock.now();
    this.answers.clear();
    await clock.runUntil(
      (async () => {
        await Promise.all(
          resources.map(async (declared, index) => {
            await clock.sleep((index / ASSUMPTIONS.requestsPerSecond) * SECOND);
            stack.resources.set(declared.logicalId, UNDER_WAY[type]);
            await this.deliver(eventOf(type, declared, this.scene));
          }),
        );
        // What is never answered, CloudFormation gives up.
        while (this.answers.size < resources.length && clock.now() - begin < LAST) await clock.sleep(5 * SECOND);
      })(),
    );
    return resources.map((declared): Fate => {
      const answer = this.answers.get(urlOf(declared));
      const { Status, Reason }: { Status?: string; Reason?: string } = JSON.parse(answer?.body ?? '{}');
      return {
        declared,
        answered: answer ? answer.time - begin : Number.NaN,
        ...(Status !== 'SUCCESS' && { failure: Reason ?? 'no answer' }),
      };
    });
  }

  private answered(url: string, body: string): void {
    const { stack, clock } = this.scene;
    this.answers.set(url, { body, time: clock.now() });
    const { LogicalResourceId: id, PhysicalResourceId: physicalId, Status } = JSON.parse(body);
    const doing = stack.resources.get(id)?.startsWith('DELETE') ? 'DELETE' : 'CREATE';
    stack.resources.set(id, `${doing}_${Status === 'SUCCESS' ? 'COMPLETE' : 'FAILED'}`);
    stack.listed.set(id, physicalId);
  }

  private async deliver(event: { readonly ResponseURL: string }): Promise<void> {
    if (this.subject.isComplete) return this.framework.deliver(event);
    // Without the framework: the function itself answers CloudFormation.
    const Status = await this.onEvent.invoke(event).then(
      () => 'SUCCESS',
      () => 'FAILED',
    );
    this.answers.set(event.ResponseURL, { body: JSON.stringify({ Status }), time: this.scene.clock.now() });
  }
}

/** Creates the stack of a scenario: every resource is asked for, and all answers are waited for. */
export async function run(subject: Subject, scenario: Scenario, conditions: Conditions): Promise<Run> {
  const scene = new Scene(scenario, conditions);
  const deployment = new Deployment(subject, scene);
  scene.stack.enter('CREATE_IN_PROGRESS');
  // CloudFormation says nothing about the order in which it creates what does not depend on each other.
  const resources = shuffled(resourcesOf(scenario, conditions.seed), scene.random);
  const fates = await deployment.ask('Create', resources);
  return runOf(subject, scene, deployment, fates);
}

const runOf = (subject: Subject, scene: Scene, deployment: Deployment, fates: readonly Fate[]): Run => {
  const { onEvent, isComplete, frameworkInvocations, platform } = deployment;
  const { transitions } = deployment.framework;
  const { scenario } = scene;
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
};

const urlOf = ({ logicalId }: Declared): string => `https://bench.s3.amazonaws.com/${logicalId}`;

const eventOf = (type: Request, declared: Declared, { scenario, stack }: Scene) => ({
  RequestType: type,
  RequestId: declared.logicalId,
  ResponseURL: urlOf(declared),
  StackId: stack.id,
  LogicalResourceId: declared.logicalId,
  ...(type !== 'Create' && { PhysicalResourceId: stack.listed.get(declared.logicalId) }),
  ResourceType: 'Custom::WorkspaceApplications',
  ResourceProperties: propertiesOf(declared, scenario),
});

export const propertiesOf = (declared: Declared, { waits = true }: Scenario) => ({
  ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:framework',
  ServiceTimeout: '3600',
  WorkspaceId: declared.workspaceId,
  ApplicationIds: [...declared.applicationIds],
  ...(!waits && { WaitForInstallation: 'false' }),
});
