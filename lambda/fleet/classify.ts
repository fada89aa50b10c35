import type { FleetDeclaration } from '../contract/fleet';
import { prospectOf, stageOf } from '../reconcile/states';
import { describeErrorState } from '../reconcile/words';
import { type Association, type Observation, timeOf } from '../service/association';
import { isAbout, isHold, type Mark } from '../service/marks';
import type { Application, Connection, Desktop } from '../service/workspaces';

/** What a desktop is to the fleet. Each desktop has exactly one. */
export type Class =
  | 'COMPLIANT'
  | 'TODO'
  | 'IN_PROGRESS'
  | 'FAILED'
  | 'IN_USE'
  | 'NOT_APPLICABLE'
  | 'UNMANAGEABLE'
  | 'CLAIMED';

/** How a desktop was tried and failed. It stays so for the attempt. */
export interface Failure {
  readonly code: string;
  readonly reason: string;
  readonly at: number;
}

/** How a child has ended on a desktop that is not to be tried any more in its run. */
export interface Ending {
  readonly class: Class;
  readonly code?: string;
  readonly reason?: string;
}

/** What is known of one desktop. */
export interface Surveyed {
  readonly desktop: Desktop;
  readonly marks: readonly Mark[];
  readonly seen: Observation;
  /** Absent: not asked for. */
  readonly connection?: Connection;
  readonly failure?: Failure;
  /** What a child of this run has found there, which the index of tags may not show yet. */
  readonly ending?: Ending;
}

/** What a verdict depends on beside the desktop. */
export interface Criteria {
  readonly declaration: Pick<FleetDeclaration, 'applicationIds' | 'absentApplicationIds' | 'waitForUser'>;
  readonly token: string;
  readonly attempt: string;
  /** When the declaration was last changed. */
  readonly declaredAt: number;
  /** What the service says of the declared applications, by id. One that is missing is taken to fit. */
  readonly catalogue: ReadonlyMap<string, Application>;
  /** Whether the holder of a mark still exists. */
  readonly isLiving: (mark: Mark) => boolean;
}

/** What a desktop is, and why. */
export interface Verdict {
  readonly class: Class;
  /** The applications that are to be installed, and removed, if the desktop is TODO or IN_USE, or if the fleet's own deployment is under way. */
  readonly installs: readonly string[];
  readonly absents: readonly string[];
  /** Of a desktop that is TODO: the applications that do not support it. */
  readonly unfit?: readonly string[];
  /** Whether what is under way is of the present attempt of the fleet. */
  readonly isOwn?: true;
  readonly code?: string;
  readonly reason?: string;
  readonly since?: number;
}

/** One application on one desktop. `free`: it can be done without a deployment. `isOwn`: the fleet has deployed it. */
interface Finding {
  readonly class: Exclude<Class, 'IN_USE' | 'UNMANAGEABLE'>;
  readonly free?: boolean;
  readonly isOwn?: boolean;
  readonly code?: string;
  readonly reason?: string;
  readonly since?: number | undefined;
}

const COMPLIANT: Finding = { class: 'COMPLIANT' };
const TODO: Finding = { class: 'TODO' };

/** Decides what a desktop is. Pure: the same facts give the same verdict. */
export function classify(surveyed: Surveyed, criteria: Criteria): Verdict {
  const unmanageable = unmanageableBecause(surveyed.desktop);
  if (unmanageable) return { class: 'UNMANAGEABLE', installs: [], absents: [], ...unmanageable };
  const { applicationIds, absentApplicationIds } = criteria.declaration;
  const installs = applicationIds.map((id) => [id, findingOfInstall(id, surveyed, criteria)] as const);
  const absents = absentApplicationIds.map((id) => [id, findingOfAbsent(id, surveyed, criteria)] as const);
  const findings = [...installs, ...absents].map(([, finding]) => finding);
  const worst = worstOf(findings);
  const needsOutage = findings.some((finding) => finding.class === 'TODO' && !finding.free);
  // If something else has repaired the desktop meanwhile, it no longer counts as failed.
  const isInOrder = worst.class === 'COMPLIANT' || (worst.class === 'TODO' && !needsOutage);
  const failed = surveyed.failure && worst.class !== 'FAILED' && !isInOrder ? failureOf(surveyed.failure) : undefined;
  const { free: _free, isOwn = false, since, ...verdict } = failed ?? worst;
  const idsOf = (list: typeof installs, ...classes: Class[]): string[] =>
    list.flatMap(([id, one]) => (classes.includes(one.class) ? [id] : []));
  if (verdict.class !== 'TODO') {
    const wanted = isOwn ? (['TODO', 'IN_PROGRESS'] as const) : [];
    return {
      ...verdict,
      ...(since !== undefined && { since }),
      ...(isOwn && { isOwn }),
      installs: idsOf(installs, ...wanted),
      absents: idsOf(absents, ...wanted),
    };
  }
  if (isOver(surveyed.ending)) return { ...surveyed.ending, installs: [], absents: [] };
  const unfit = idsOf(installs, 'NOT_APPLICABLE');
  const wanted = {
    installs: idsOf(installs, 'TODO'),
    absents: idsOf(absents, 'TODO'),
    ...(unfit.length > 0 && { unfit }),
  };
  return needsOutage ? beforeOutage(surveyed, criteria, wanted) : { class: 'TODO', ...wanted };
}

/** What stands for the desktop. */
function worstOf(findings: readonly Finding[]): Finding {
  const [worst = COMPLIANT] = ORDER.flatMap((one) => findings.find((finding) => finding.class === one) ?? []);
  if (worst.class !== 'IN_PROGRESS') return worst;
  return findings.find((finding) => finding.class === 'IN_PROGRESS' && finding.isOwn) ?? worst;
}

/** A child's success is visible. A reason that only tags show is not visible to the surveys of this run. */
const isOver = (ending: Ending | undefined): ending is Ending => ending?.code !== undefined;

/** What one application is stands for the desktop in this order. */
const ORDER = ['FAILED', 'IN_PROGRESS', 'TODO', 'CLAIMED', 'NOT_APPLICABLE', 'COMPLIANT'] as const;

/** Whether the desktop can be deployed to now. */
function beforeOutage(
  { desktop, connection }: Surveyed,
  { declaration: { waitForUser } }: Criteria,
  wanted: Pick<Verdict, 'installs' | 'absents' | 'unfit'>,
): Verdict {
  const prospect = prospectOf(desktop.state);
  if (prospect !== 'ready' && prospect !== 'stopped') {
    return {
      class: 'IN_PROGRESS',
      installs: [],
      absents: [],
      code: desktop.state,
      reason: `the WorkSpace is ${desktop.state}`,
    };
  }
  if (!waitForUser || !connection || connection.state === 'DISCONNECTED') return { class: 'TODO', ...wanted };
  // The service does not know whether the user of a stopped WorkSpace is connected: no user is.
  if (connection.state !== 'CONNECTED' && prospect === 'stopped') return { class: 'TODO', ...wanted };
  const isConnected = connection.state === 'CONNECTED';
  const reason = isConnected ? 'the user is connected' : `whether the user is connected is ${connection.state}`;
  const { since } = connection;
  return { class: 'IN_USE', ...wanted, code: connection.state, reason, ...(since !== undefined && { since }) };
}

function unmanageableBecause({ state, operatingSystem = '' }: Desktop): Pick<Verdict, 'code' | 'reason'> | undefined {
  if (operatingSystem !== '' && !operatingSystem.startsWith('WINDOWS')) {
    const reason = `the WorkSpace runs ${operatingSystem}, and applications are installed on Windows alone. What next: exclude it`;
    return { code: operatingSystem, reason };
  }
  const prospect = prospectOf(state);
  if (prospect !== 'stuck' && prospect !== 'gone') return undefined;
  const remedy = prospect === 'gone' ? 'exclude it' : 'bring it back to AVAILABLE or STOPPED, or exclude it';
  return { code: state, reason: `the WorkSpace is ${state}. What next: ${remedy}` };
}

const failureOf = ({ code, reason, at }: Failure): Finding => ({ class: 'FAILED', code, reason, since: at });

interface Hold {
  readonly association: Association;
  readonly mine: readonly Mark[];
  readonly others: readonly Mark[];
  /** The marks of others that hold it, also those about an earlier installation: what they declare is not uninstalled. */
  readonly keepers: readonly Mark[];
  readonly isAttempted: boolean;
  /** Whether the fleet has a mark of any kind there. */
  readonly isMarked: boolean;
}

function holdOf(applicationId: string, { marks, seen }: Surveyed, { token, attempt }: Criteria): Hold {
  const association = seen.get(applicationId) ?? { applicationId, state: 'ABSENT' };
  const about = marks.filter((mark) => mark.applicationId === applicationId);
  const own = about.filter((mark) => mark.token === token);
  const isValid = (mark: Mark): boolean => isHold(mark) && isAbout(mark, association.created);
  return {
    association,
    mine: own.filter(isValid),
    others: about.filter((mark) => mark.token !== token && isValid(mark)),
    keepers: about.filter((mark) => mark.token !== token && isHold(mark)),
    isAttempted: own.some((mark) => mark.attempt === attempt),
    isMarked: own.length > 0,
  };
}

function findingOfInstall(applicationId: string, surveyed: Surveyed, criteria: Criteria): Finding {
  const hold = holdOf(applicationId, surveyed, criteria);
  const { association, mine, others } = hold;
  switch (stageOf(association.state)) {
    case 'installed':
      // What another holder of this library installed is joined; what a person installed counts, and is not held.
      return mine.length > 0 || others.length === 0 || surveyed.ending?.class === 'COMPLIANT'
        ? COMPLIANT
        : { class: 'TODO', free: true };
    case 'installing':
    case 'uninstalling':
      return deployingOf(hold);
    case 'error':
      return findingOfError(hold, criteria);
    case 'to uninstall':
      return mine.length > 0 ? TODO : underWay(association);
    case 'absent':
    case 'to install':
      return misfitOf(applicationId, surveyed.desktop, criteria) ?? TODO;
    case undefined:
      return unknownState(association);
  }
}

function findingOfAbsent(applicationId: string, surveyed: Surveyed, criteria: Criteria): Finding {
  const hold = holdOf(applicationId, surveyed, criteria);
  const { association } = hold;
  const stage = stageOf(association.state);
  if (stage === undefined) return unknownState(association);
  if (stage === 'absent') return COMPLIANT;
  if (stage === 'installing' || stage === 'uninstalling') return deployingOf(hold);
  const [claim] = hold.keepers.filter(criteria.isLiving);
  if (claim) {
    const reason = `${applicationId} must be absent, but is declared by ${claim.holder || 'a later version of this library'}. What next: drop it there first, or take it out of absentApplicationIds`;
    return { class: 'CLAIMED', code: claim.holder, reason };
  }
  return stage === 'error' ? findingOfError(hold, criteria) : TODO;
}

/** An ERROR of another holder is its business; one of this attempt has failed; an older one is tried once. */
function findingOfError(
  { association, others, isAttempted, isMarked }: Hold,
  { isLiving, declaredAt }: Criteria,
): Finding {
  const { applicationId, errorCode, errorMessage } = association;
  const since = timeOf(association);
  const words = `${applicationId} ended with ${describeErrorState(errorCode, errorMessage, since)}`;
  const failed: Finding = { class: 'FAILED', code: errorCode ?? 'ERROR', reason: words, since };
  if (isAttempted) return failed;
  const [owner] = isMarked ? [] : others.filter(isLiving);
  if (owner) return { ...failed, reason: `${words}. It is declared by ${owner.holder}, which must repair it` };
  return !isMarked && since !== undefined && since >= declaredAt ? failed : TODO;
}

const underWay = (association: Association): Finding => ({
  class: 'IN_PROGRESS',
  code: association.state,
  reason: `${association.applicationId} is ${association.state}`,
  since: timeOf(association),
});

const deployingOf = ({ association, isAttempted }: Hold): Finding => ({
  ...underWay(association),
  isOwn: isAttempted,
});

const unknownState = ({ applicationId, state }: Association): Finding => ({
  class: 'FAILED',
  code: state,
  reason: `${applicationId} is in a state that this version does not know. What next: look at it in the WorkSpaces console`,
});

/** What the application does not support of the desktop. */
function misfitOf(
  applicationId: string,
  { compute, operatingSystem }: Desktop,
  { catalogue }: Criteria,
): Finding | undefined {
  const application = catalogue.get(applicationId);
  if (!application) return undefined;
  const { computeTypes, operatingSystems } = application;
  const unfit = (have: string | undefined, fit: readonly string[]) =>
    have !== undefined && fit.length > 0 && !fit.includes(have);
  const which = unfit(compute, computeTypes)
    ? compute
    : unfit(operatingSystem, operatingSystems)
      ? operatingSystem
      : undefined;
  if (which === undefined) return undefined;
  const reason = `${applicationId} does not support ${which}. What next: exclude the WorkSpace, or change it`;
  return { class: 'NOT_APPLICABLE', code: which, reason };
}
