import type { Stack } from '../../local/cloudformation/model';
import { applicationOf, desktopOf, OUTDATED } from './desks';
import { hasMoved, isListed, living } from './living';
import { holds, type Mark } from './marks';
import { type Picture, touchedBy } from './records';
import { isForward, propertiesOf } from './requests';
import { Violation } from './violation';
import { isExcused } from './witness';
import type { SimulatedWorld } from './world';

const AT_REST: ReadonlySet<string> = new Set(['COMPLETED', 'REMOVED', 'ERROR']);

/** What an operation found. */
export interface Found {
  readonly time: number;
  readonly desktops: readonly string[];
  readonly picture: Picture;
  readonly marks: readonly Mark[];
  /** What a resource that is elsewhere now left behind when it moved, as it was told to: should it come back, it takes it for its own. */
  readonly retained: ReadonlySet<string>;
}

export function find(world: SimulatedWorld): Found {
  const { clock, desktops } = world;
  const marks = desktops.all.flatMap((desktop) => desktops.marksOn(desktop));
  return {
    time: clock.now(),
    desktops: desktops.all.filter(desktops.exists),
    picture: desktops.picture(),
    marks,
    retained: new Set(marks.filter((mark) => !isListed(world, mark) && hasMoved(world, mark)).map(({ pair }) => pair)),
  };
}

/** After a rollback every desktop is as before, marks included. */
export function checkAsBefore(
  found: Found,
  stack: Stack,
  world: SimulatedWorld,
  isExempt: (pair: string) => boolean,
): void {
  const now = find(world);
  const others = touchedByOthers(found, stack, world);
  const isHeldByOther = (pair: string) =>
    world.desktops
      .marksOf(pair)
      .some((mark) => holds(mark) && !world.desktops.book.ownerOf(mark.token)?.startsWith(stack.id));
  const isIts = (pair: string) =>
    !others.has(pair) &&
    !found.retained.has(pair) &&
    !isHeldByOther(pair) &&
    // What the operation did is forgotten with its marks.
    !world.desktops.book.hasLost(pair) &&
    !world.desktops.haveGoneUnsaid(pair) &&
    !isExempt(pair) &&
    found.desktops.includes(desktopOf(pair)) &&
    now.desktops.includes(desktopOf(pair));
  for (const pair of new Set([...found.picture.keys(), ...now.picture.keys()])) {
    if (isIts(pair)) checkPair(pair, found.picture, now.picture, world);
  }
  const isOwn = ({ pair, token }: Mark) =>
    isIts(pair) && world.desktops.book.ownerOf(token)?.startsWith(stack.id) && !world.desktops.book.isLost(pair, token);
  checkMarks(found.marks.filter(isOwn), now.marks.filter(isOwn), world);
}

function checkPair(pair: string, before: Picture, after: Picture, world: SimulatedWorld): void {
  const [was, now] = [before.get(pair), after.get(pair)];
  if (was && !AT_REST.has(was.state)) return;
  const isSame = (was?.installed ?? false) === (now?.installed ?? false);
  if (isSame && (!now || AT_REST.has(now.state))) return;
  // What is not waited for on the way there is not waited for on the way back, and what failed unseen there may succeed.
  const isBetter = was?.state === 'ERROR' && now?.state === 'COMPLETED';
  if (was && (now?.state === 'INSTALLING' || isBetter) && isHurried(pair, world)) return;
  // A removal that had failed has succeeded since.
  if (was?.state === 'ERROR' && was.aim === 'UNINSTALL' && !now?.installed) return;
  // A resource that could not read its marks may still seem to leave.
  if (was?.installed && !now?.installed && world.injected.has('DescribeTags refused')) return;
  // A colleague had removed it: what is registered anew is left to the resource that declares it all along.
  const isDeclared = living(world.engine).some(({ installed }) => installed.includes(pair));
  if (now?.state.startsWith('PENDING_INSTALL') && isDeclared && world.desktops.hasMeddled(pair)) return;
  // The service installs it no more.
  if (was?.installed && !now?.installed && applicationOf(pair) === OUTDATED) return;
  throw new Violation(`rolled back, and ${pair} is ${now?.state ?? 'ABSENT'}; it was ${was?.state ?? 'ABSENT'}`);
}

const isHurried = (pair: string, { answers }: SimulatedWorld): boolean =>
  answers.some(({ event, stackStatus }) => {
    const { installed, waitForInstallation } = propertiesOf(event);
    return !isForward(stackStatus) && !waitForInstallation && installed.includes(pair);
  });

function checkMarks(before: readonly Mark[], after: readonly Mark[], world: SimulatedWorld): void {
  const isThere = (mark: Mark) => after.some((other) => other.key === mark.key && holds(other));
  const missing = before.find((mark) => holds(mark) && !isThere(mark) && !isExcused(mark, world));
  if (missing) throw new Violation(`rolled back, and the mark ${missing.key} on ${missing.pair} is gone`);
  const isNew = (mark: Mark) =>
    !before.some((other) => other.pair === mark.pair && other.key === mark.key && other.kind === mark.kind);
  const added = after.find((mark) => isNew(mark) && !isExcused(mark, world));
  if (added) throw new Violation(`rolled back, and ${added.pair} has the mark ${added.key}, which ${added.kind}`);
}

/** What anything but the stack itself has changed since the operation began. */
function touchedByOthers({ time }: Found, stack: Stack, world: SimulatedWorld): ReadonlySet<string> {
  const touched = [...world.desktops.meddling].flatMap(([pair, at]) => (at >= time ? [pair] : []));
  for (const change of world.changes) {
    if (change.time < time || !change.wasEffective || change.requester.stackId === stack.id) continue;
    touched.push(...touchedBy(change));
  }
  return new Set(touched);
}
