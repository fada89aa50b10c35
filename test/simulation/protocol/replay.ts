import type { Association, Observation } from '../../../lambda/service/association';
import type { Tag } from '../../../lambda/service/marks';
import { type StackState, Stacks } from '../../../lambda/service/stacks';
import { Workspaces } from '../../../lambda/service/workspaces';
import { cloudFormationClient, workspacesClient } from '../../../testkit/clients';
import { associationsIn, observationOf, tagsIn } from './desk';
import { type Answer, APPLICATION, type Call } from './state';

/** Answers the calls of a step from a log; the first call beyond its end is the next one, and never answered. */
export class Replay {
  private index = 0;
  readonly next: Promise<Call>;
  private ask: (call: Call) => void = () => {};

  constructor(private readonly answers: readonly Answer[]) {
    this.next = new Promise((resolve) => {
      this.ask = resolve;
    });
  }

  async call(name: string, ...members: readonly unknown[]): Promise<unknown> {
    const answer = this.answers[this.index++];
    if (!answer) {
      this.ask({ name, members });
      return new Promise(() => {});
    }
    if (answer.error !== undefined)
      throw Object.assign(new Error(answer.error), { name: answer.error, $metadata: { httpStatusCode: 400 } });
    return answer.value;
  }
}

const nothing = () => Promise.reject(new Error('no call leaves this process'));
const workspaces = workspacesClient(nothing);
const cloudFormation = cloudFormationClient(nothing);

export class ReplayedWorkspaces extends Workspaces {
  constructor(private readonly replay: Replay) {
    super(workspaces);
  }

  override async findAssociations(): Promise<Observation> {
    return observationOf(await this.replay.call('findAssociations'));
  }

  override async findTags(): Promise<readonly Tag[]> {
    return tagsIn(await this.replay.call('findTags'));
  }

  override async tag(_workspaceId: string, tags: readonly Tag[]): Promise<void> {
    await this.replay.call('tag', tags);
  }

  override async untag(_workspaceId: string, keys: readonly string[]): Promise<void> {
    await this.replay.call('untag', keys);
  }

  override async associate(): Promise<Association> {
    return theOne(await this.replay.call('associate'));
  }

  override async disassociate(): Promise<Association> {
    return theOne(await this.replay.call('disassociate'));
  }

  override async deployApplications(_workspaceId: string, force: boolean): Promise<void> {
    await this.replay.call('deployApplications', force);
  }

  override async findState(): Promise<string | undefined> {
    return String(await this.replay.call('findState'));
  }
}

export class ReplayedStacks extends Stacks {
  constructor(private readonly replay: Replay) {
    super(cloudFormation);
  }

  override async findStack(stackId: string): Promise<StackState> {
    return stackStateIn(await this.replay.call('findStack', stackId));
  }

  override async hasResource(physicalId: string): Promise<boolean> {
    return (await this.replay.call('hasResource', physicalId)) === true;
  }
}

const theOne = (value: unknown): Association =>
  associationsIn([value])[0] ?? { applicationId: APPLICATION, state: 'ABSENT' };

function stackStateIn(value: unknown): StackState {
  const member = (name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : '';
  return {
    status: String(member('status')),
    stackUpdatedAt: Number(member('stackUpdatedAt')),
    stackName: String(member('stackName')),
    rootId: String(member('stackName')),
  };
}
