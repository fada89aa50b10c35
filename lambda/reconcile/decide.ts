import { type Association, changedAt } from '../service/association';
import type { Mark } from '../service/marks';
import { MINUTE, SECOND } from '../service/time';
import type { Facts } from './facts';
import { type Goal, isBackward, isMine, settledFrom, type Terms } from './goal';
import { needsOf } from './needs';
import { type Need, UNSETTLED, type Write } from './situation';
import { isMoving, isPending, type Stage, stageIn, stageOf } from './states';
import { joinFailures } from './words';

export type Decision =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string }
  /** `unconfirmed`: marks may be read late, so that a second look has to say the same. */
  | { readonly kind: 'fail'; readonly reason: string; readonly unconfirmed?: true }
  /** Fail, because the service refuses to deploy what does not go together. */
  | { readonly kind: 'incompatible' }
  /** Read the marks of the WorkSpace. */
  | { readonly kind: 'read' }
  /** Find out which of these holders still exist. */
  | { readonly kind: 'ask'; readonly marks: readonly Mark[] }
  | { readonly kind: 'mark'; readonly marks: readonly Mark[] }
  | { readonly kind: 'unmark'; readonly marks: readonly Mark[] }
  | { readonly kind: 'register'; readonly disassociate: readonly string[]; readonly associate: readonly string[] }
  /** `attempts`: marks to write first. `until`: the deployment rests on what is known no longer than this. */
  | { readonly kind: 'deploy'; readonly force: boolean; readonly attempts: readonly Mark[]; readonly until: number };

type Needs = ReadonlyMap<string, Need>;

/** How long a change may rest on what was read or observed. */
const TRUSTED = 20 * SECOND;
/** How long another resource has to sort out what does not go together. */
const OTHERS_TIME = 20 * MINUTE;

/** What a request that undoes waits for before it makes any call: the calls of what it undoes have shown by then. */
export const reasonToWait = (now: number, terms: Terms): string | undefined =>
  terms.undoing && now < settledFrom(terms) ? UNSETTLED.why : undefined;

/** Decides what a step does next. Pure: the same goal, facts and terms give the same decision. */
export function decide(goal: Goal, known: Facts, terms: Terms): Decision {
  const facts = forgetful(known);
  const needs = needsOf(goal, facts, terms);
  if (idsNeeding(needs, 'fail').length > 0)
    return { kind: 'fail', reason: joinFailures(reasons(needs, 'fail', 'error')), unconfirmed: true };
  const moving = idsNeeding(needs, 'moving');
  if (moving.length > 0) return wait(`${moving.join(', ')} ${moving.length > 1 ? 'are' : 'is'} being deployed`);
  const busy = [...facts.seen.values()].find((association) => isMoving(association.state));
  const isUnread = idsNeeding(needs, 'read').length > 0 || (goal.keeps !== undefined && !facts.marks);
  // A create can change nothing meanwhile, and would have to read again.
  if (isUnread && busy && onlyInstalls(goal) && !isInstalled(goal, facts) && terms.waitForInstallation)
    return wait(`${busy.applicationId} is being deployed`);
  if (isUnread) return { kind: 'read' };
  const asked = [...needs.values()].flatMap((need) => (need.kind === 'ask' ? need.marks : []));
  if (asked.length > 0) return { kind: 'ask', marks: asked };
  // What the goal has pending may be queued behind it, and fail too.
  const isQueued = busy && [...needs.keys()].some((id) => isPending(facts.seen.get(id)?.state ?? ''));
  const errors = reasons(needs, 'error');
  if (errors.size > 0 && !isQueued) return { kind: 'fail', reason: joinFailures(errors) };
  if ([...needs.values()].every(({ kind }) => kind === 'done')) return finish(facts, terms);
  // A mark of what is gone, or is left to others, goes whatever is being deployed there.
  if ([...needs.values()].every((need) => need.kind === 'done' || (need.kind === 'mark' && need.delete)))
    return { kind: 'unmark', marks: deletesOf(needs) };
  // Any deployment on the WorkSpace: the service takes no further change until it is over.
  if (busy) return wait(`${busy.applicationId} is being deployed`);
  // What is about to be known may fail the request, or has to be deployed as well: one outage is enough.
  const [open] = [...needs.values()].flatMap((need) => (need.kind === 'wait' && need.isOpen ? [need.why] : []));
  return open === undefined ? change(goal, needs, facts, terms) : wait(open);
}

/** Marks that were read too long ago are read again before anything rests on them. */
const forgetful = ({ marks, ...facts }: Facts): Facts =>
  marks && facts.now - facts.marksReadAt <= TRUSTED ? { ...facts, marks } : facts;

/** Everything is as the goal wants it. The holder's marks that no later request can read go. */
function finish({ marks = [] }: Facts, terms: Terms): Decision {
  const left = marks.filter((mark) => isMine(terms, mark) && isUseless(mark, terms));
  return left.length > 0 ? { kind: 'unmark', marks: left } : { kind: 'done' };
}

/** A mark that holds nothing is for the rollback of its own operation. A resource that is deleted has no later request. */
const isUseless = ({ kind, operation, attempt }: Mark, terms: Terms): boolean =>
  (kind === 'absent' || kind === 'tried') &&
  (isBackward(terms) || (operation < terms.undoneFrom && !terms.isAttempted(attempt)));

/** Marks first, then registers, removals before installs; deploys when everything pending on the WorkSpace has been quiet. */
function change(goal: Goal, needs: Needs, facts: Facts, terms: Terms): Decision {
  const writes = [...needs].flatMap(([id, need]) =>
    need.kind === 'mark' && need.write ? [markOf(id, need.write, goal, facts, terms)] : [],
  );
  if (writes.length > 0) return { kind: 'mark', marks: writes };
  const [disassociate, associate] = [idsNeeding(needs, 'disassociate'), idsNeeding(needs, 'associate')];
  if (disassociate.length > 0 || associate.length > 0) return { kind: 'register', disassociate, associate };
  const deletes = deletesOf(needs);
  if (deletes.length > 0) return { kind: 'unmark', marks: deletes };
  const waiting = [...reasons(needs, 'wait').values()];
  const pending = [...needs].filter(([, { kind }]) => kind === 'deploy' || kind === 'force');
  if (pending.length === 0) return wait([...new Set(waiting)].join('; '));
  if (facts.incompatible > 0) return sortOut(goal, needs, facts, terms);
  return isQuiet(facts, terms)
    ? deploy(goal, needs, facts, terms)
    : wait('waiting for the pending changes of the WorkSpace to be quiet');
}

function markOf(applicationId: string, write: Write, goal: Goal, facts: Facts, terms: Terms): Mark {
  const own = facts.marks?.find((mark) => mark.applicationId === applicationId && isMine(terms, mark));
  return {
    applicationId,
    token: own?.token ?? terms.holder.token,
    kind: write.kind,
    workspaceId: goal.workspaceId,
    writtenAt: write.writtenAt ?? facts.now,
    attempt: write.attempt,
    operation: terms.operationStartedAt,
    root: terms.holder.root,
    holder: terms.holder.name,
  };
}

function deploy(goal: Goal, needs: Needs, facts: Facts, terms: Terms): Decision {
  const attempts = [...needs].flatMap(([id, need]) => {
    if (need.kind !== 'deploy' && need.kind !== 'force') return [];
    if (need.attempt === undefined) return [];
    const own =
      need.attempt.length > 0 ? need.attempt : [markOf(id, { kind: 'tried', attempt: '' }, goal, facts, terms)];
    return own.map((mark) => ({ ...mark, attempt: terms.attempt }));
  });
  // Alone on its WorkSpace a resource waits for no sibling, but a user connects, and another holder joins.
  const ages = facts.marks !== undefined || terms.quiet > 0 || terms.waitForUser;
  const until = ages ? Math.min(facts.seenAt, facts.marksReadAt || facts.seenAt) + TRUSTED : Number.POSITIVE_INFINITY;
  return { kind: 'deploy', force: idsNeeding(needs, 'force').length > 0, attempts, until };
}

/** The service refused a deployment because applications do not go together. */
function sortOut(goal: Goal, needs: Needs, facts: Facts, terms: Terms): Decision {
  const { seen } = facts;
  const installs = goal.installs
    .map(({ applicationId }) => applicationId)
    .filter((id) => isPending(seen.get(id)?.state ?? ''));
  if (isRemovalUnderWay(goal, facts, terms)) {
    // The other edition goes first, in a deployment of its own.
    const disassociate = installs.filter((id) => !facts.withdrawn.has(id));
    if (facts.incompatible === 1 && disassociate.length > 0) return { kind: 'register', disassociate, associate: [] };
    if (facts.incompatible === 1) return deploy(goal, needs, facts, terms);
    // The same request, delivered twice, has two waiters: one takes back what the other has just registered.
    if (installs.length > 0) return wait('the installs were registered again meanwhile');
  }
  if (hasOthersPending(needs, facts, terms))
    return wait('pending changes of others on the WorkSpace are not compatible with what is there');
  return { kind: 'incompatible' };
}

/** Whether the goal removes an application that is still there. */
export function isRemovalUnderWay(goal: Goal, facts: Facts, terms: Terms): boolean {
  const installs = goal.installs.map(({ applicationId }) => applicationId);
  return [...needsOf(goal, facts, terms)].some(
    ([id, { kind }]) => !installs.includes(id) && kind !== 'done' && stageIn(facts.seen, id) !== 'absent',
  );
}

const onlyInstalls = ({ leaves, absents, restores, keeps }: Goal): boolean =>
  leaves.length + absents.length + restores.length === 0 && keeps === undefined;

/** Whether the goal is to have applications installed, and all of them are. */
export const isInstalled = (goal: Goal, facts: Pick<Facts, 'seen'>): boolean =>
  onlyInstalls(goal) && isAsWanted(goal, facts);

/** Whether the applications are as the goal wants them, as far as that shows without the marks. */
export function isAsWanted({ installs, leaves, absents, restores }: Goal, { seen }: Pick<Facts, 'seen'>): boolean {
  const isIn = (stage: Stage) => (id: string) => stageIn(seen, id) === stage;
  const there = [...installs.map(({ applicationId }) => applicationId), ...restores];
  return there.every(isIn('installed')) && [...leaves, ...absents].every(isIn('absent'));
}

/** Whether another resource has registered something lately. What has no time is taken to be as old as the request. */
const hasOthersPending = (needs: Needs, { seen, now }: Facts, { requestedAt }: Terms): boolean =>
  [...seen.values()].some(
    (association) =>
      isPending(association.state) &&
      !needs.has(association.applicationId) &&
      (changedAt(association) ?? requestedAt) >= now - OTHERS_TIME,
  );

/** Whether no sibling is waited for: there is none, all are there, or none has come for long enough. */
function isQuiet({ seen, now }: Facts, terms: Terms): boolean {
  if (terms.quiet === 0) return true;
  const pending = [...seen.values()].filter(({ state }) => isPending(state));
  const removals = pending.filter(({ state }) => stageOf(state) !== 'to install');
  if (now < lastChange(removals, terms) + terms.takeover) return false;
  const isWholeLoad = pending.length - removals.length >= (terms.installsPerWorkspace ?? Number.POSITIVE_INFINITY);
  return isWholeLoad || now >= Math.max(terms.firstPollAt, lastChange(pending, terms)) + terms.quiet;
}

/** When the last of them changed, in the infinite past if there is none; without times, as if at the first poll. */
const lastChange = (pending: readonly Association[], { firstPollAt }: Terms): number =>
  Math.max(...pending.map((association) => changedAt(association) ?? firstPollAt));

const deletesOf = (needs: Needs): readonly Mark[] =>
  [...needs.values()].flatMap((need) => (need.kind === 'mark' ? (need.delete ?? []) : []));

const wait = (why: string): Decision => ({ kind: 'wait', why });

const idsNeeding = (needs: Needs, kind: Need['kind']): readonly string[] =>
  [...needs].filter(([, need]) => need.kind === kind).map(([id]) => id);

const reasons = (needs: Needs, ...kinds: ('wait' | 'fail' | 'error')[]): ReadonlyMap<string, string> =>
  new Map(
    [...needs].flatMap(([id, need]) =>
      'why' in need && kinds.some((kind) => kind === need.kind) ? [[id, need.why] as const] : [],
    ),
  );
