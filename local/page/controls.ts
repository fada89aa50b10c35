import type { AwsServices } from '../aws-services';
import type { AcceleratedClock } from '../clock';
import { ServiceError } from '../cloudformation/errors';
import { isObject, parseJson, textAt } from '../transport/json';
import type { WorkspacesSimulator } from '../workspaces';

/** How fast the clock may run: a function still has to come after. */
export const SPEEDS: readonly number[] = [1, 10, 30, 60, 120, 240];

const FAILURE = 'ValidationError.InsufficientDiskSpace';

type Control = (simulator: WorkspacesSimulator, workspaceId: string) => void;

const CONTROLS: Readonly<Record<string, Control>> = {
  connect: (simulator, id) => simulator.setConnection(id, 'CONNECTED'),
  disconnect: (simulator, id) => simulator.setConnection(id, 'DISCONNECTED'),
  fail(simulator, workspaceId) {
    for (const applicationId of simulator.applicationNames.keys())
      simulator.failApplication(applicationId, FAILURE, { workspaceId, times: 1 });
  },
  succeed(simulator, workspaceId) {
    for (const applicationId of simulator.applicationNames.keys())
      simulator.failApplication(applicationId, undefined, { workspaceId });
  },
  stop(simulator, id) {
    simulator.setConnection(id, 'DISCONNECTED');
    simulator.setWorkspaceState(id, 'STOPPED');
  },
  start: (simulator, id) => simulator.setWorkspaceState(id, 'AVAILABLE'),
  rebuild: (simulator, id) => simulator.rebuild(id),
};

/** Does what a person asks for on the page. @throws ServiceError in words */
export function control(body: Buffer, { simulator }: AwsServices, clock: AcceleratedClock): void {
  const asked: unknown = parseJson(body.toString());
  const action = isObject(asked) ? (textAt(asked, 'action') ?? '') : '';
  if (action === 'speed') {
    const speed = SPEEDS.find((one) => isObject(asked) && one === asked.speed);
    if (speed === undefined) throw refused(`The clock runs ${SPEEDS.join(', ')} times as fast as real time`);
    clock.speed = speed;
    return;
  }
  const found = Object.hasOwn(CONTROLS, action) ? CONTROLS[action] : undefined;
  if (!found) throw refused('There is no such control');
  const workspaceId = isObject(asked) ? (textAt(asked, 'workspaceId') ?? '') : '';
  const view = simulator.workspace(workspaceId);
  if (!view) throw refused('There is no such WorkSpace');
  if (['stop', 'start', 'rebuild'].includes(action) && view.state === 'UPDATING')
    throw refused('The WorkSpace is being deployed: wait until it is over');
  found(simulator, workspaceId);
}

const refused = (message: string): ServiceError => new ServiceError('ValidationError', message);
