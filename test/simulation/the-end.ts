import { desktopOf } from './desks';
import { living } from './living';
import { identityOf } from './marks';
import { MARKER } from './requests';
import { Violation } from './violation';
import { isExcused } from './witness';
import type { SimulatedWorld } from './world';

/** What must be true once every stack is gone, or left as its operator wanted it. */
export function checkEnd(world: SimulatedWorld): void {
  if (world.framework.running > 0) throw new Violation('a waiter is still running, hours later');
  checkLines(world);
  checkLeft(world);
  checkMarks(world);
}

/** No part of a ResponseURL is in a log, however it is spelled: a reader of one can answer in the handler's name. */
function checkLines({ lines, events }: SimulatedWorld): void {
  const text = lines.join('\n');
  const secrets = [...events.keys()].flatMap((url) => {
    const { pathname, searchParams } = new URL(url);
    return [url, pathname.slice(1), decodeURIComponent(pathname.slice(1)), ...searchParams.values()];
  });
  const words = ['ResponseURL', 'custom-resource-response', 'AWSAccessKeyId', 'Signature'];
  const found = [...secrets, ...words].find((secret) => text.includes(secret));
  if (found) throw new Violation(`a log line holds ${found}, of a ResponseURL`);
}

/** What resources of ours installed is gone, unless one of them is left: retained, or lost in a way that is accepted. */
function checkLeft(world: SimulatedWorld): void {
  const { desktops, ghosts, witness, engine, injected } = world;
  const declared = new Set(living(engine).flatMap(({ installed }) => installed));
  for (const [pair, { state }] of desktops.picture()) {
    if (state === 'REMOVED' || !witness.isOurs(ghosts.of(pair)) || declared.has(pair)) continue;
    if (!desktops.exists(desktopOf(pair)) || desktops.hasMeddled(pair) || desktops.haveGoneUnsaid(pair)) continue;
    // CloudFormation forgets what its cleanup cannot delete, and without the marks it cannot be.
    if (injected.has('DescribeTags refused') || witness.strays.has(pair)) continue;
    const holders = desktops.book.holdersOf(pair);
    const isExplained = holders.some(
      (token) => desktops.book.isLost(pair, token) || !hasEndedWell(world, token, desktopOf(pair)),
    );
    if (!isExplained) throw new Violation(`${pair} is left behind, ${state}: ${holders} held it`);
  }
}

/** No mark of a resource that was deleted is left. */
function checkMarks(world: SimulatedWorld): void {
  for (const desktop of world.desktops.all.filter(world.desktops.exists)) {
    const left = world.desktops
      .marksOn(desktop)
      .find((mark) => hasEndedWell(world, mark.token, desktop) && !isExcused(mark, world));
    if (left) throw new Violation(`the mark ${left.key} is left behind on ${left.pair}`);
  }
}

/** Whether the resource that held with a token was deleted on that desktop. */
function hasEndedWell({ desktops, engine }: SimulatedWorld, token: string, desktop: string): boolean {
  // A move that failed under --no-rollback, and was deleted in place of tried again: the new desktop keeps it.
  if (desktops.book.isStranded(desktop, token)) return false;
  const [stackId = '', logicalId] = desktops.book.ownerOf(token)?.split(' ') ?? [];
  const events = engine.describeStack(stackId).events.filter((event) => event.logicalId === logicalId);
  const lastOf = (isAbout: (physicalId: string | undefined) => boolean) =>
    events.filter(({ physicalId, status }) => isAbout(physicalId) && status.startsWith('DELETE')).at(-1)?.status;
  const last =
    lastOf((physicalId) => physicalId === `${desktop}/${token}`) ??
    // It never came to be. A later resource with its name has an id of its own.
    lastOf((physicalId) => physicalId !== MARKER && !identityOf(physicalId));
  return last === 'DELETE_COMPLETE';
}
