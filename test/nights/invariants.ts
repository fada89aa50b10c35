import { marksOf } from '../../lambda/service/marks';
import { VISIO_PROFESSIONAL_2021 as VISIO } from '../../local/workspaces';
import { type Life, REFUSAL } from './life';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The window of the plans: six hours, less a cutoff of one. */
const OPEN = 5 * HOUR;

/** Something that must never be. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

function never(problems: readonly string[], what: string): void {
  if (problems.length > 0) throw new Violation(`${what}: ${problems.slice(0, 3).join('; ')}`);
}

const clock = (time: number): string => new Date(time).toISOString().slice(5, 16);

/** What must hold whatever happened. */
export function checkAlways(life: Life): void {
  never(life.world.bugs.map(String), 'something broke');
  never(unaskedRemovals(life), 'uninstalled what is not declared absent, or is held by a stack');
  never(endedSessions(life), 'a connected user was thrown out');
  never(lateDeployments(life), 'deployed after the cutoff');
  never([...secondTries(life), ...secondRefusals(life)], 'tried twice in one attempt');
  never(takenFromStacks(life), 'took back what a stack has registered');
  never(deploymentsAfterStop(life), 'went on after too many failures');
}

/** What must hold after a run that was not ended from outside. */
export function checkAfterRun(life: Life): void {
  const { simulator } = life.world;
  const alone = life.living.filter((workspaceId) => !life.disturbed.has(workspaceId));
  const pending = alone.flatMap((workspaceId) =>
    simulator
      .associations(workspaceId)
      .filter(({ state }) => state.startsWith('PENDING'))
      .filter(({ applicationId }) => isOurs(life, workspaceId, applicationId))
      .map(({ applicationId, state }) => `${applicationId} on ${workspaceId} is ${state}`),
  );
  never(pending, 'a wish of the fleet is left pending');
}

/** What must hold when nothing has happened for long. */
export function checkAtRest(life: Life): void {
  // A fleet that is paused from its first window on has no report.
  if (!life.declaration.enabled) return;
  const { report } = life;
  if (life.living.length > 0) never(misreported(life), 'the report is not true');
  const isStopped = report.ended?.ok === false;
  const open = report.desktops.filter((line) => ['TODO', 'IN_PROGRESS', 'IN_USE'].includes(line.class));
  if (!isStopped)
    never(
      open.map((line) => `${line.workspaceId} is ${line.class}: ${line.reason ?? ''}`),
      'the fleet is stuck',
    );
}

function isOurs({ world }: Life, workspaceId: string, applicationId: string): boolean {
  const tags = Object.entries(world.simulator.tags(workspaceId)).map(([key, value]) => ({ key, value }));
  return marksOf(tags, workspaceId).some(
    (mark) => mark.applicationId === applicationId && mark.token.endsWith('.fleet'),
  );
}

/** Whether a stack had declared Visio there for a minute: what is younger may not have been seen. */
function isHeld(workspaceId: string, time: number, held: Life['held']): boolean {
  const { from = Number.POSITIVE_INFINITY, until = 0 } = held.get(workspaceId) ?? {};
  return from < time - MINUTE && time < until;
}

function unaskedRemovals({ world, declarations, held }: Life): readonly string[] {
  return world.simulator.removals
    .filter(({ askedBy }) => askedBy.by === 'call')
    .filter(({ workspaceId, applicationId, askedBy }) => {
      const isDeclared = declarations.some(
        ({ declaration, at }) => at <= askedBy.time && declaration.absentApplicationIds.includes(applicationId),
      );
      return !isDeclared || (applicationId === VISIO && isHeld(workspaceId, askedBy.time, held));
    })
    .map(({ workspaceId, applicationId, time }) => `${applicationId} on ${workspaceId} at ${clock(time)}`);
}

/** A user who connects in the seconds between the look and the deployment is thrown out: the documents say so. */
const endedSessions = (life: Life): readonly string[] =>
  life.deployments
    .filter(({ endedSession, workspaceId, time }) => {
      const began = life.sessions
        .filter((session) => session.workspaceId === workspaceId && session.at <= time)
        .at(-1)?.at;
      return endedSession && (began === undefined || began < time - MINUTE / 2);
    })
    .map(({ workspaceId, time }) => `${workspaceId} at ${clock(time)}`);

const lateDeployments = (life: Life): readonly string[] =>
  life.deployments
    .filter(({ time }) => {
      const opened = life.windows.filter((window) => window <= time).at(-1) ?? 0;
      return time >= opened + OPEN;
    })
    .map(({ workspaceId, time }) => `${workspaceId} at ${clock(time)}`);

function secondTries(life: Life): readonly string[] {
  const tries = new Map<string, number>();
  const ids = new Set(life.deployments.map(({ workspaceId = '' }) => workspaceId));
  for (const workspaceId of ids) {
    if (life.disturbed.has(workspaceId) || !life.living.includes(workspaceId)) continue;
    for (const { begin, applications } of life.world.simulator.deploymentsOf(workspaceId)) {
      for (const { applicationId, errorCode } of applications) {
        const key = `${applicationId} on ${workspaceId} in attempt ${life.attemptAt(begin)}`;
        if (errorCode !== undefined) tries.set(key, (tries.get(key) ?? 0) + 1);
      }
    }
  }
  return [...tries].filter(([, count]) => count > 1).map(([key]) => key);
}

/** A registration that the service refuses for good is a failure, too. One step may look twice. */
function secondRefusals(life: Life): readonly string[] {
  const tries = new Map<string, number>();
  const again: string[] = [];
  for (const { workspaceId = '', outcome, time } of life.world.simulator.callsOf('AssociateWorkspaceApplication')) {
    if (outcome !== REFUSAL || life.disturbed.has(workspaceId)) continue;
    const key = `${workspaceId} in attempt ${life.attemptAt(time)}`;
    const first = tries.get(key);
    if (first !== undefined && time > first + 2 * MINUTE) again.push(key);
    tries.set(key, first ?? time);
  }
  return again;
}

/** A colleague changes the simulator itself: every call is the fleet's. */
const takenFromStacks = ({ world, declarations, held }: Life): readonly string[] =>
  world.simulator.callsOf('DisassociateWorkspaceApplication').flatMap((call) => {
    const { workspaceId = '', applicationId = '', effective, time } = call;
    const isAbsent = declarations.some(({ declaration }) => declaration.absentApplicationIds.includes(applicationId));
    const isTaken = effective && applicationId === VISIO && isHeld(workspaceId, time, held);
    return isTaken && !isAbsent ? [`${applicationId} on ${workspaceId} at ${clock(time)}`] : [];
  });

/** How long the children that wait for a desktop take to say that it has failed, and the run to stop. */
const NOTICE = 45 * MINUTE;

/** Under the last declaration, in a wave that has failed more often than it tolerates nothing is begun any more. */
function deploymentsAfterStop(life: Life): readonly string[] {
  const { declarations, deployments, waves, disturbed, living } = life;
  const { at = 0 } = declarations.at(-1) ?? {};
  const since = life.executions.find(({ startDate }) => startDate >= at)?.startDate;
  if (!waves || since === undefined) return [];
  const { toleratedFailurePercentage: percentage, waves: all } = life.declaration;
  const waveOf = (workspaceId: string) => waves[workspaceId] ?? all.length - 1;
  return all.flatMap((_, wave) => {
    const own = living.filter((workspaceId) => waveOf(workspaceId) === wave && !disturbed.has(workspaceId));
    const size = life.desks.filter((workspaceId) => waveOf(workspaceId) === wave).length;
    const allowed = percentage === 0 ? 0 : Math.max(1, Math.floor((size * percentage) / 100));
    const stopped = failuresOf(life, own, since)[allowed];
    if (stopped === undefined) return [];
    return deployments
      .filter(({ workspaceId = '', time }) => waveOf(workspaceId) === wave && time > stopped + NOTICE)
      .map(({ workspaceId, time }) => `${workspaceId} at ${clock(time)}, wave ${wave + 1}`);
  });
}

/** When each of these desktops failed first since then, in this order. */
const failuresOf = ({ world }: Life, workspaceIds: readonly string[], since: number): readonly number[] =>
  workspaceIds
    .flatMap((workspaceId) => {
      const failed = world.simulator
        .deploymentsOf(workspaceId)
        .find(({ begin, applications }) => begin >= since && applications.some(({ errorCode }) => errorCode));
      return failed?.end ?? [];
    })
    .sort((a, b) => a - b);

/** Every desktop is in the report, once, and what it says is so. */
function misreported(life: Life): readonly string[] {
  const { report, declaration, world, living } = life;
  const listed = report.desktops.map(({ workspaceId }) => workspaceId);
  const missing = living.filter((workspaceId) => listed.filter((id) => id === workspaceId).length !== 1);
  const stateOf = (workspaceId: string, id: string): string => world.simulator.state(workspaceId, id);
  const untrue = report.desktops.filter(({ workspaceId, class: one }) => {
    const there = declaration.applicationIds.every((id) => stateOf(workspaceId, id) === 'COMPLETED');
    const gone = declaration.absentApplicationIds.every((id) =>
      ['ABSENT', 'REMOVED'].includes(stateOf(workspaceId, id)),
    );
    // What another holder has installed is to be joined, which a fleet that has stopped does not do.
    return one === 'COMPLIANT' ? !(there && gone) : there && gone && one !== 'TODO';
  });
  return [
    ...missing.map((workspaceId) => `${workspaceId} is not in it once`),
    ...untrue.map((line) => `${line.workspaceId} is called ${line.class}`),
  ];
}
