import { join } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateStackRefactorCommand, DescribeStackRefactorCommand } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../../lambda/service/clock';
import { sortFault } from '../../../lambda/service/faults';
import { SECOND } from '../../../lambda/service/time';
import type { Stacks } from '../../aws/stacks';
import { isAtRest } from '../../aws/statuses';
import type { JsonObject } from '../../template/json';
import { type Bootstrap, type Deployable, writeAssembly } from './assembly';
import type { Cdk } from './cdk';
import type { DeployOptions, Lab } from './experiments';
import type { Journal, Refactoring } from './journal';
import { namesOf, PREFIX, recorderTemplate } from './templates';

/** How often something is looked at that takes its time. */
const INTERVAL = 5 * SECOND;
/** How long a stack may take to come to rest. */
const PATIENCE = 20 * 60 * SECOND;

export interface Tools {
  readonly folder: string;
  readonly cdk: Cdk;
  readonly stacks: Stacks;
  readonly client: CloudFormationClient;
  readonly clock: Clock;
  readonly bootstrap: Bootstrap;
  readonly journal: Journal;
  readonly say: (line: string) => void;
}

/** Deploys and destroys stacks with the CDK CLI, and notes each before it is made. */
export class StackMaker {
  constructor(private readonly tools: Tools) {}

  /** Waits until nothing moves in the stack, and deploys it. Returns whether that succeeded: some are to fail. */
  async deploy(deployable: Deployable, ...flags: readonly string[]): Promise<boolean> {
    const { folder, journal, bootstrap, cdk } = this.tools;
    const { stackName } = deployable;
    await this.rest(stackName);
    journal.noteStack(stackName);
    writeAssembly(join(folder, stackName), deployable, bootstrap);
    return cdk.run('deploy', stackName, '--app', stackName, '--require-approval', 'never', ...flags);
  }

  /** What records. @param isThrottling whether its second function may not run */
  deployRecorder(isThrottling: boolean): Promise<boolean> {
    const { run } = this.tools.journal.now;
    return this.deploy({ stackName: namesOf(run).stack, template: recorderTemplate(run, isThrottling) });
  }

  /** Waits until nothing moves in the stack, and deletes it. Returns whether it is gone. */
  async destroy(stackName: string): Promise<boolean> {
    const { cdk, journal, stacks } = this.tools;
    await this.rest(stackName);
    if (await stacks.find(stackName)) await cdk.run('destroy', stackName, '--app', stackName, '--force');
    const isGone = (await stacks.find(stackName)) === undefined;
    if (isGone) journal.noteGone(stackName);
    return isGone;
  }

  /** Resolves when nothing moves in the stack any more, or after 20 minutes. */
  private async rest(stackName: string): Promise<void> {
    const { stacks, clock } = this.tools;
    const until = clock.now() + PATIENCE;
    for (;;) {
      const stack = await stacks.find(stackName);
      if (!stack || isAtRest(stack.status) || clock.now() > until) return;
      await clock.sleep(INTERVAL);
    }
  }

  /** Waits until the stack has begun with a resource, or its deployment is over. */
  async begun(stackName: string, logicalId: string, isOver: () => boolean): Promise<void> {
    const { stacks, clock } = this.tools;
    while (!isOver()) {
      const stack = await stacks.find(stackName);
      const { items } = stack ? await stacks.findEvents(stack.id) : { items: [] };
      if (items.some((event) => event.logicalId === logicalId)) return;
      await clock.sleep(SECOND);
    }
  }
}

/** Where one attempt at an experiment has its stack. */
export class StackLab implements Lab {
  readonly bootstrap: Bootstrap;
  readonly place: Lab['place'];
  private readonly maker: StackMaker;
  private readonly stackName: string;

  constructor(
    private readonly tools: Tools,
    name: string,
    attempt: number,
  ) {
    const { run } = tools.journal.now;
    this.bootstrap = tools.bootstrap;
    this.maker = new StackMaker(tools);
    this.place = { run, experiment: `${run}-${name}-${attempt}` };
    this.stackName = `${PREFIX}-${run}-${name}-${attempt}`;
  }

  async deploy(resources: JsonObject, { noRollback, assets }: DeployOptions = {}): Promise<void> {
    const flags = noRollback ? ['--no-rollback'] : [];
    const deployable = { stackName: this.stackName, template: { Resources: resources }, ...(assets && { assets }) };
    await this.maker.deploy(deployable, ...flags);
  }

  async destroy(): Promise<void> {
    await this.maker.destroy(this.stackName);
  }

  async endThrottle(whenBegun: string, creating: Promise<void>): Promise<void> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    void creating.then(over, over);
    await this.maker.begun(this.stackName, whenBegun, () => isOver);
    await this.maker.deployRecorder(false);
  }

  async tryRefactor(resources: JsonObject, from: string, to: string): Promise<void> {
    const { client, clock, journal } = this.tools;
    const side = (LogicalResourceId: string) => ({ StackName: this.stackName, LogicalResourceId });
    const input = {
      StackDefinitions: [{ StackName: this.stackName, TemplateBody: JSON.stringify({ Resources: resources }) }],
      ResourceMappings: [{ Source: side(from), Destination: side(to) }],
    };
    try {
      const { StackRefactorId } = await client.send(new CreateStackRefactorCommand(input));
      journal.note({ refactoring: await answered(client, clock, StackRefactorId) });
    } catch (error) {
      const { message } = sortFault(error);
      journal.note({ refactoring: { said: message } });
    }
  }
}

/** Creating a refactor only checks it. It is not executed. */
async function answered(client: CloudFormationClient, clock: Clock, id: string | undefined): Promise<Refactoring> {
  for (let looks = 0; looks < 24; looks += 1) {
    const { Status, StatusReason = '' } = await client.send(new DescribeStackRefactorCommand({ StackRefactorId: id }));
    if (Status === 'CREATE_COMPLETE') return { isTaken: true, said: '' };
    if (Status === 'CREATE_FAILED') return { isTaken: false, said: StatusReason };
    await clock.sleep(INTERVAL);
  }
  return { said: 'it was not answered in two minutes' };
}
