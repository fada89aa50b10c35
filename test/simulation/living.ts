import type { CloudFormation } from '../../local/cloudformation/engine';
import type { Stack, StackResource } from '../../local/cloudformation/model';
import { desktopOf } from './desks';
import { identityOf, type Mark } from './marks';
import { propertiesOf } from './requests';
import type { SimulatedWorld } from './world';

/** A resource that has come to be and is not about to go, with what it has installed and is to keep. */
export interface Living {
  readonly stackId: string;
  readonly logicalId: string;
  readonly token: string;
  readonly installed: readonly string[];
}

/** Every living resource of every stack. */
export function living(engine: CloudFormation): readonly Living[] {
  return engine.allStacks().flatMap((stack) => {
    if (/^(ROLLBACK|DELETE)_/.test(stack.status)) return [];
    return [...stack.resources.values()].flatMap((resource) => livingOf(stack, resource));
  });
}

function livingOf(stack: Stack, resource: StackResource): readonly Living[] {
  const { logicalId, physicalId, type, status } = resource;
  const { token } = identityOf(physicalId) ?? {};
  if (!type.startsWith('Custom::') || !token || /^(CREATE_IN|CREATE_F|DELETE)/.test(status)) return [];
  const isGoingBack = stack.status.startsWith('UPDATE_ROLLBACK');
  // What the update made goes with it, and what it drops goes in its cleanup.
  if (isGoingBack ? stack.journal?.created.has(logicalId) : !stack.current?.resources.has(logicalId)) return [];
  // What is being brought back is not there yet.
  if (isGoingBack && /^UPDATE_(IN_PROGRESS|FAILED)/.test(status)) return [];
  const before = stack.journal?.before.get(logicalId);
  const installed = installedBy(resource);
  // Of what is being changed, it has what it had before and is to have afterwards.
  const kept = before && status !== 'UPDATE_COMPLETE' ? installedBy(before) : installed;
  const restored = before && isGoingBack ? installedBy(before) : installed;
  return [
    {
      stackId: stack.id,
      logicalId,
      token,
      installed: installed.filter((pair) => kept.includes(pair) && restored.includes(pair)),
    },
  ];
}

const installedBy = ({ properties }: StackResource): readonly string[] =>
  propertiesOf({ ResourceProperties: properties }).installed;

/** Whether CloudFormation has the resource that wrote a mark, makes it, or has still to delete it. */
export function isListed({ engine, desktops }: SimulatedWorld, { pair, token }: Pick<Mark, 'pair' | 'token'>): boolean {
  const owner = desktops.book.ownerOf(token);
  const desktop = desktopOf(pair);
  return engine.allStacks().some((stack) => {
    if (stack.status === 'DELETE_COMPLETE') return false;
    const isToBeDeleted = stack.journal?.obsolete.some(({ resource }) => owner === `${stack.id} ${resource.logicalId}`);
    if (isToBeDeleted) return true;
    return [...stack.resources.values()].some(
      ({ logicalId, physicalId, status }) =>
        // A resource that moves has the id of its former desktop until it is done.
        (status === 'UPDATE_IN_PROGRESS' && owner === `${stack.id} ${logicalId}`) ||
        (identityOf(physicalId) === undefined
          ? /^(CREATE_|DELETE_)(IN_PROGRESS|FAILED)/.test(status) && owner === `${stack.id} ${logicalId}`
          : physicalId === `${desktop}/${token}` &&
            !status.startsWith('DELETE_COMPLETE') &&
            status !== 'DELETE_SKIPPED'),
    );
  });
}

/** Whether the holder is on another desktop by now, and left its mark: the resource may still be brought back. */
export const hasMoved = ({ engine }: SimulatedWorld, { pair, token }: Pick<Mark, 'pair' | 'token'>): boolean =>
  engine.allStacks().some(({ resources }) =>
    [...resources.values()].some(({ physicalId }) => {
      const identity = identityOf(physicalId);
      return identity?.token === token && identity.workspaceId !== desktopOf(pair);
    }),
  );
