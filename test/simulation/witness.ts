import { desktopOf, pairOf } from './desks';
import type { Author, Presence } from './ghosts';
import { hasMoved, isListed, type Living, living } from './living';
import { holds, identityOf, type Mark } from './marks';
import { type Answer, type Change, type Picture, touchedBy } from './records';
import { isForward, propertiesOf } from './requests';
import type { SimulatedWorld } from './world';

const HOUR = 3_600_000;
/** At its last poll a request that goes back leaves the marks that it could not take away. */
const LAST_POLL = 120_000;
/** What is observed lags what was done by no more than this. */
const SHOWING = 15_000;

/**
 * Knows who really installed what, and checks each change against it in the moment of the change: nothing else knows then
 * what is declared, held and there. What it finds is thrown when the operation is looked over, since the handler would
 * take an exception here for the service's.
 */
export class Witness {
  readonly accusations: string[] = [];
  /** What each stack found when its operation began. */
  private readonly found = new Map<string, ReadonlyMap<string, Presence>>();
  /** What was there before it was last uninstalled. */
  private readonly gone = new Map<string, Presence>();
  /** Whom a mark left its application to, by pair and token. */
  private readonly leftTo = new Map<string, readonly string[]>();

  /** Who held what another stack's rollback has brought back: it takes that for its own. */
  private readonly broughtBackBeside = new Map<string, readonly string[]>();
  /** What a rollback has brought back that a resource of another stack had installed, and that one may have gone; or what is left to a mark from long before. */
  readonly strays = new Set<string>();

  constructor(private readonly world: SimulatedWorld) {}

  /** A stack begins an operation. */
  begins(stackName: string): void {
    const picture = this.world.desktops.picture();
    const present = [...this.world.ghosts.snapshot()].filter(([pair]) => isPresent(picture, pair));
    this.found.set(stackName, new Map(present));
  }

  /** A call of the handler was answered, or its answer was lost. */
  changed(change: Change): void {
    const { operation, wasEffective, workspaceId, applicationId = '' } = change;
    const pair = pairOf(workspaceId, applicationId);
    if (operation.endsWith('Tags')) this.taggedBy(change);
    if (operation === 'AssociateWorkspaceApplication') this.noteTaken(change, pair);
    if (!wasEffective) return;
    if (operation === 'AssociateWorkspaceApplication') this.associatedBy(change, pair);
    if (operation === 'DisassociateWorkspaceApplication') this.disassociatedBy(change, pair);
    if (operation === 'DeployWorkspaceApplications') this.deployed(workspaceId, change.before, change.force);
  }

  /** A colleague was faster by the seconds between the observation that showed it absent and the Associate: it is taken for ours. */
  private noteTaken({ seenAt }: Change, pair: string): void {
    const { ghosts, simulator } = this.world;
    const presence = ghosts.of(pair);
    const lag = simulator.readings.describeLagSeconds * 1000;
    if (presence?.by.kind === 'colleague' && presence.since > seenAt - lag)
      ghosts.bring(pair, { ...presence, isTaken: true });
  }

  private associatedBy(change: Change, pair: string): void {
    const before = change.before.get(pair);
    const marked = change.marksBefore.filter((mark) => mark.pair === pair);
    const restored = this.restored(change, pair);
    const { token = '' } = change.requester;
    this.world.ghosts.associate(pair, before, restored ?? this.presenceBy(change.requester, pair));
    if (restored)
      this.broughtBackBeside.set(
        pair,
        this.othersOn(pair, token).map((mark) => mark.token),
      );
    if (restored?.by.kind === 'request' && restored.by.token !== token) this.strays.add(pair);
    if (marked.length > 0 || this.world.desktops.book.isLost(pair, token)) return;
    this.accuse(`${pair} is associated before it is marked`);
  }

  /** What a rollback installs again is what the operation had found. */
  private restored(change: Change, pair: string): Presence | undefined {
    if (!isGoingBack(change)) return undefined;
    const found = this.found.get(this.world.nameOf(change.requester.stackId))?.get(pair);
    const isBroughtBack = change.marksBefore.some((mark) => mark.pair === pair && mark.kind === 'absent');
    return found ?? (isBroughtBack ? this.gone.get(pair) : undefined);
  }

  private presenceBy(by: Author, pair: string): Presence {
    const { desktops, clock } = this.world;
    return { by, since: clock.now(), marked: desktops.marksOf(pair).filter(holds) };
  }

  private disassociatedBy(change: Change, pair: string): void {
    const { requester, before, invocation } = change;
    const presence = this.world.ghosts.of(pair);
    const isToBeAbsent = propertiesOf(invocation.event).absent.includes(pair);
    const isTaken = this.broughtBackBeside.get(pair)?.includes(requester.token ?? '');
    this.world.ghosts.disassociate(pair, before.get(pair), requester);
    if (!isToBeAbsent && presence && !this.isOurs(presence) && !isTaken && !this.isWithdrawn(change, pair))
      this.accuse(`${pair} was installed by ${nameOf(presence.by)}, and is uninstalled`);
  }

  /** Whether a request takes back what it has registered itself, to bring it back after something else has gone. */
  private isWithdrawn({ before, requestId }: Change, pair: string): boolean {
    const registered = this.associationsOf(pair).find((one) => one.requestId === requestId);
    if (!registered || before.get(pair)?.installed) return false;
    return !this.world.desktops.hasMeddled(pair, registered.metAt);
  }

  /** A deployment has begun: what was to go on the desktop goes now, whatever deployed. */
  deployed(desktop: string, before: Picture, force: boolean): void {
    for (const [pair, { state, aim, installed }] of before) {
      const isGoing = state.startsWith('PENDING_UNINSTALL') || (force && state === 'ERROR' && aim === 'UNINSTALL');
      if (installed && isGoing && desktopOf(pair) === desktop) this.uninstalled(pair);
    }
  }

  private uninstalled(pair: string): void {
    const presence = this.world.ghosts.of(pair);
    if (presence) this.gone.set(pair, { ...presence, removal: undefined });
    const { removal } = presence ?? {};
    // A resource that could not read its marks in a rollback may still seem to leave.
    if (removal?.kind !== 'request' || this.world.injected.has('DescribeTags refused')) return;
    const keepers = this.keepersOf(pair, removal.token);
    const isAdopted = !this.isOurs(presence) && this.world.desktops.marksOf(pair).every((mark) => !holds(mark));
    if (keepers.length > 0 && !isAdopted)
      this.accuse(`${pair} is uninstalled for ${removal.logicalId}, and ${keepers.map(idOf)} declares it`);
  }

  /** The living resources that declare an application, and whose marks are where they should be. */
  private keepersOf(pair: string, except: string | undefined): readonly Living[] {
    return living(this.world.engine).filter(
      ({ token, installed }) =>
        token !== except && installed.includes(pair) && !this.world.desktops.book.isLost(pair, token),
    );
  }

  private taggedBy(change: Change): void {
    const { desktops, clock } = this.world;
    const isWriting = change.operation === 'CreateTags';
    for (const mark of change.marks) {
      this.checkAuthor(change, mark);
      const isDenied = change.outcome === 'AccessDeniedException';
      const isSuspended = desktops.stateOf(desktopOf(mark.pair)) === 'SUSPENDED';
      const isForwardYet = change.look !== undefined && isForward(change.look.status);
      const { timeout } = propertiesOf(isForwardYet ? change.invocation.event : {});
      const isLast = clock.now() - this.world.timesOf(change.requestId).sent > timeout * 1000 - LAST_POLL;
      const isFull = change.outcome === 'ResourceLimitExceededException';
      if (!change.wasEffective && (isDenied || isFull) && isWriting) desktops.book.lose(mark);
      if (!change.wasEffective && (isDenied || isSuspended || isLast) && !isWriting)
        desktops.book.refusedToDelete(mark);
      if (!change.wasEffective) continue;
      const before = change.marksBefore.find(({ key }) => key === mark.key);
      if (isWriting) desktops.book.wrote(mark);
      else desktops.book.tookAway(mark);
      if (before && holds(before) && !(isWriting && holds(mark))) this.left(change, before);
    }
  }

  /** Holders never write over each other. */
  private checkAuthor({ requester, operation }: Change, { token, pair }: Mark): void {
    const { stackId, logicalId } = requester;
    const isOwn = requester.token === undefined || requester.token === token;
    if (isOwn && this.world.desktops.book.claims(token, `${stackId} ${logicalId}`)) return;
    this.accuse(`${operation} of ${pair} for ${logicalId} writes over the mark ${token}`);
  }

  /** A holder goes: it is not the last as long as the application is there and ours. */
  private left(change: Change, { pair, token }: Mark): void {
    const { before, requester } = change;
    const { desktops } = this.world;
    // What was installed long after the mark was written is not its own.
    const isLater = (before.get(pair)?.created ?? 0) > desktops.book.writtenAt({ pair, token }) + HOUR;
    if (isLater) this.strays.add(pair);
    if (this.hasJustMeddled(pair) || this.isJustBroughtBack(pair, token) || isLater) {
      this.leftTo.set(`${pair} ${token}`, ['another hand']);
      return;
    }
    // An earlier operation, which is undone too, had removed what was there: it is back.
    const former = isGoingBack(change) && hasRemoved(change, pair, this.world) ? this.gone.get(pair) : undefined;
    if (former) this.world.ghosts.bring(pair, former);
    const others = this.othersOn(pair, token);
    const isHeld = others.some((mark) => isListed(this.world, mark));
    const presence = this.world.ghosts.of(pair);
    // What undoes leaves what its operation found, or joined while it ran, to those who held it then, though they are gone.
    const found = this.found.get(this.world.nameOf(requester.stackId))?.get(pair);
    const isJoined = this.isOfAnother(pair, token);
    const isLeft =
      isHeld ||
      others.some((mark) => hasMoved(this.world, mark)) ||
      // Of two that leave at the same time it was not allowed to say so.
      desktops.book.isLost(pair, token) ||
      (others.length > 0 && (found !== undefined || isJoined) && isGoingBack(change));
    this.leftTo.set(`${pair} ${token}`, isLeft ? others.map((mark) => mark.token) : []);
    if (isLeft || !isPresent(before, pair) || !this.isOurs(presence)) return;
    this.accuse(`${pair} is there, and ${token}, the last that held it, has left`);
  }

  /** What must be true of the marks when success is answered. */
  answered({ event, body, picture, generation, stackStatus }: Answer): void {
    const { Status: status, PhysicalResourceId: id } = JSON.parse(body);
    const identity = identityOf(id);
    if (status !== 'SUCCESS' || !identity) return;
    if (this.world.generationOf(String(event.RequestId)) !== generation) return;
    // Nothing can be left on a WorkSpace that is about to go.
    if (!this.world.desktops.exists(identity.workspaceId)) return;
    const isDelete = event.RequestType === 'Delete';
    if (!isDelete && isForward(stackStatus)) this.world.desktops.book.arrive(identity.workspaceId, identity.token);
    const { installed } = propertiesOf(event);
    const declared = isDelete ? [] : installed;
    const marks = this.world.desktops.marksOn(identity.workspaceId).filter(({ token }) => token === identity.token);
    for (const mark of marks) this.checkMark(mark, declared, isDelete);
    // A rollback that could not read the marks may leave what they alone say.
    const isBlind = !isForward(stackStatus) && this.world.injected.has('DescribeTags refused');
    for (const pair of isBlind ? [] : this.world.desktops.book.heldBy(identity.token)) {
      if (desktopOf(pair) === identity.workspaceId && !declared.includes(pair))
        this.checkGone(pair, identity.token, picture);
    }
    if (isDelete || !isForward(stackStatus)) return;
    for (const pair of declared) if (marks.every((mark) => mark.pair !== pair)) this.checkUnheld(pair, picture);
  }

  /** A holder holds what it declares, and what was never ours is not held. */
  private checkMark(mark: Mark, declared: readonly string[], isDelete: boolean): void {
    const presence = this.world.ghosts.of(mark.pair);
    const isLeft = isDelete || (holds(mark) && !declared.includes(mark.pair));
    if (isLeft && !isExcused(mark, this.world)) this.accuse(`success, and the mark ${mark.key} is left`);
    if (holds(mark) && presence && !this.isOurs(presence))
      this.accuse(`${mark.pair} was installed by ${nameOf(presence.by)}, and is held`);
  }

  private checkGone(pair: string, token: string, picture: Picture): void {
    const { ghosts, desktops } = this.world;
    if (!isPresent(picture, pair) || !this.isOurs(ghosts.of(pair)) || desktops.book.isLost(pair, token)) return;
    const isHeld = this.othersOn(pair, token).some((mark) => isListed(this.world, mark));
    if (isHeld || this.keepersOf(pair, token).length > 0 || (this.leftTo.get(`${pair} ${token}`) ?? []).length > 0)
      return;
    if (desktops.haveGoneUnsaid(pair) || this.hasJustMeddled(pair)) return;
    // Its own installation is gone long since: this is that of a resource which was retained, or has lost its mark.
    const isKept = this.othersOn(pair, token).length > 0 || desktops.book.hasLost(pair);
    if (this.isOfAnother(pair, token) && isKept) return;
    this.accuse(`success, and ${pair} is left, which only ${token} held`);
  }

  private checkUnheld(pair: string, picture: Picture): void {
    const { ghosts, desktops } = this.world;
    const isLost = desktops.book.holdersOf(pair).some((token) => desktops.book.isLost(pair, token));
    if (isPresent(picture, pair) && this.isOurs(ghosts.of(pair)) && !isLost)
      this.accuse(`success, and ${pair}, which is ours, is not held`);
  }

  /** Whether a resource of ours installed it, or must take it for its own: a colleague installed what stood marked. */
  isOurs(presence: Presence | undefined): boolean {
    if (presence?.by.kind !== 'colleague' || presence.isTaken)
      return presence?.by.kind === 'request' || !!presence?.isTaken;
    const { timestamps, reassociation } = this.world.simulator.readings;
    const isAgeShown = timestamps !== 'none' && timestamps !== 'no Created' && reassociation === 'renews Created';
    return presence.marked.some(
      (mark) => !isAgeShown || presence.since - this.world.desktops.book.writtenAt(mark) <= HOUR,
    );
  }

  /** Whether a colleague has registered something that may not show yet. */
  private hasJustMeddled(pair: string): boolean {
    return this.world.desktops.hasMeddled(pair, this.world.clock.now() - SHOWING);
  }

  /** Whether another request has registered an installation that may not show yet. */
  private isJustBroughtBack(pair: string, token: string): boolean {
    const since = this.world.clock.now() - SHOWING;
    return this.associationsOf(pair).some(({ requester, metAt }) => metAt >= since && requester.token !== token);
  }

  /** The calls that have registered an installation. */
  private associationsOf(pair: string): readonly Change[] {
    return this.world.changes.filter(
      (change) =>
        change.operation === 'AssociateWorkspaceApplication' && change.wasEffective && touchedBy(change).includes(pair),
    );
  }

  /** Whether another resource of ours has installed what is there. */
  private isOfAnother(pair: string, token: string): boolean {
    const { by } = this.world.ghosts.of(pair) ?? {};
    return by?.kind === 'request' && by.token !== token;
  }

  /** The marks of others that hold an application. */
  private othersOn(pair: string, token: string): readonly Mark[] {
    return this.world.desktops.marksOf(pair).filter((mark) => holds(mark) && mark.token !== token);
  }

  private accuse(what: string): void {
    this.accusations.push(what);
  }
}

/** Whether a mark may be left: to read or to delete it was refused. */
export const isExcused = (mark: Mark, { desktops, injected }: SimulatedWorld): boolean =>
  desktops.book.isStuck(mark) || injected.has('DescribeTags refused');

/** Whether the resource of a change had removed the application before it installed it. */
const hasRemoved = ({ marksBefore, requester }: Change, pair: string, { desktops }: SimulatedWorld): boolean =>
  marksBefore.some(
    (mark) =>
      mark.pair === pair &&
      mark.kind === 'absent' &&
      desktops.book.ownerOf(mark.token) === `${requester.stackId} ${requester.logicalId}`,
  );

/** Whether a change undoes what its own operation has done. */
const isGoingBack = ({ look, requestType }: Change): boolean =>
  look !== undefined &&
  (look.status.includes('ROLLBACK') || (requestType === 'Delete' && look.status === 'DELETE_IN_PROGRESS'));

const isPresent = (picture: Picture, pair: string): boolean => {
  const { state = 'REMOVED' } = picture.get(pair) ?? {};
  return state !== 'REMOVED';
};

const nameOf = (author: Author): string => (author.kind === 'request' ? author.logicalId : author.kind);

const idOf = ({ logicalId, token }: Living): string => `${logicalId} (${token})`;
