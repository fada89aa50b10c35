import { EventBus } from '../../lambda/service/event-bus';
import { holdersOf } from '../../lambda/service/holders';
import { Stacks } from '../../lambda/service/stacks';
import { Workspaces } from '../../lambda/service/workspaces';
import { Sightings } from '../../lambda/stack/sightings';
import type { StackTools } from '../../lambda/stack/tools';
import { workspacesAnswering } from './answers';
import { BEGAN, MINUTE } from './builders';
import { TimedStack } from './timed-stack';

/** A stack, what the handler works with, and time that passes only when something sleeps. WorkSpaces is out of reach. */
export class StackBench extends TimedStack {
  readonly stacks = new Stacks(this.stack.client);

  constructor() {
    super(BEGAN);
  }

  get tools(): StackTools {
    const { clock, stacks } = this;
    const log = () => {};
    const caller = { clock, log, random: () => 0.5, until: this.time + 4 * MINUTE };
    return {
      ...caller,
      stacks,
      workspaces: new Workspaces(workspacesAnswering(new Error('no call of WorkSpaces was expected'))),
      holders: holdersOf({ stacks }, caller),
      load: { resources: 1 },
      sightings: new Sightings(0),
      announce: new EventBus(undefined).announcer(
        { stackId: '', logicalResourceId: '', requestId: '', requestType: '' },
        log,
      ),
    };
  }
}
