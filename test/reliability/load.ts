import { isCompleteFunction, onEventFunction, type World } from '../../lambda/stack/entry';
import {
  CATALOGUE,
  DOCUMENTED_THROTTLE,
  inProcessRequestHandler,
  makeWorkspaces,
  VISIO_PROFESSIONAL_2021 as VISIO,
  WorkspacesSimulator,
} from '../../local/workspaces';
import { workspacesClient } from '../../testkit/clients';
import { Framework } from '../../testkit/framework';
import { Stack } from '../../testkit/stack';
import { VirtualClock } from '../../testkit/virtual-clock';
import { MINUTE, SECOND } from './world';

/** What CloudFormation got for one association, and when. */
export interface Answer {
  readonly status: string;
  readonly reason: string;
  readonly minutes: number;
}

/** Creates so many associations, each on a WorkSpace of its own, under the service's throttle and the real framework. */
export async function createMany(
  count: number,
): Promise<{ readonly answers: readonly Answer[]; readonly calls: number }> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 22, 12));
  const begin = clock.now();
  const workspaces = makeWorkspaces(count);
  const stack = new Stack(clock.now);
  const simulator = new WorkspacesSimulator({
    clock,
    world: { applications: CATALOGUE, workspaces },
    throttle: DOCUMENTED_THROTTLE,
    durations: { install: 20 * MINUTE },
  });
  const answers: Answer[] = [];
  let random = 0;
  const world: World = {
    workspaces: workspacesClient(inProcessRequestHandler(simulator).handle),
    cloudFormation: stack.client,
    clock,
    // As even as chance can be, and the same each time.
    random: () => {
      random = (random + 0.618033988749895) % 1;
      return random;
    },
    resources: count,
    applications: count,
    shared: false,
    write: () => {},
  };
  const framework = new Framework({
    clock,
    onEvent: onEventFunction(world),
    isComplete: isCompleteFunction(world),
    interval: 30 * SECOND,
    maxAttempts: 114,
    respond: async (_url, body) => {
      const { Status: status, Reason: reason, LogicalResourceId: id } = JSON.parse(body);
      stack.resources.set(id, status === 'SUCCESS' ? 'CREATE_COMPLETE' : 'CREATE_FAILED');
      answers.push({ status, reason, minutes: (clock.now() - begin) / MINUTE });
    },
  });
  stack.enter('CREATE_IN_PROGRESS');
  const events = workspaces.map(({ workspaceId }, index) => ({
    RequestType: 'Create',
    RequestId: `request-${index}`,
    ResponseURL: `https://answers.invalid/${index}`,
    StackId: stack.id,
    LogicalResourceId: `Desk${index}`,
    ResourceProperties: { WorkspaceId: workspaceId, ApplicationIds: [VISIO] },
  }));
  for (const { LogicalResourceId: id } of events) stack.resources.set(id, 'CREATE_IN_PROGRESS');
  await clock.runUntil(
    (async () => {
      await Promise.all(
        events.map(async (event, index) => {
          await clock.sleep(index * 0.1 * SECOND);
          await framework.deliver(event);
        }),
      );
      while (answers.length < count) await clock.sleep(10 * SECOND);
    })(),
  );
  return { answers, calls: simulator.calls.length };
}
