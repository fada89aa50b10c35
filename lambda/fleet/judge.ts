import { prospectOf, stageOf } from '../reconcile/states';
import { marksOf } from '../service/marks';
import type { Connection, Desktop } from '../service/workspaces';
import { type Criteria, classify, type Ending, type Failure, type Surveyed, type Verdict } from './classify';
import { ask, type Collected, chunksOf } from './collect';
import { livingOf } from './living';
import { GONE, isClear } from './presence';
import type { Judged } from './report';
import type { Present } from './store';
import { isAbout, isTargeted, valuesOf } from './targets';
import type { FleetTools } from './tools';
import type { Member } from './waves';

/** What a run remembers of desktops, by id. */
export interface Remembered {
  readonly failures: ReadonlyMap<string, Failure>;
  /** How children of this run have ended. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** When the outages of this run began, and when desktops were done. */
  readonly begun: ReadonlyMap<string, number>;
  readonly done: ReadonlyMap<string, number>;
  /** In how many passes of this run a desktop was. */
  readonly tries: ReadonlyMap<string, number>;
}

/** A child that ends so often without a result is not tried again in this run. */
const MOST_TRIES = 5;

/** The WorkSpaces of the fleet among those that were read. */
export function membersOf({ rows, desktops, tags }: Collected, { declaration }: Present): readonly Desktop[] {
  const unique = [...new Map(desktops.map((desktop) => [desktop.workspaceId, desktop])).values()];
  return unique.filter((desktop) => {
    const own = valuesOf(tags[desktop.workspaceId]);
    return isTargeted(desktop, own, declaration.targets) && (!rows || rows.some((row) => isAbout(row, desktop)));
  });
}

/** The rows of the list that are about none of these. */
export const unmatchedOf = ({ rows = [] }: Collected, members: readonly Desktop[]): readonly string[] =>
  rows
    .filter((row) => !members.some((desktop) => isAbout(row, desktop)))
    .map(
      (row) => `line ${row.line}: ${'workspaceId' in row ? row.workspaceId : `${row.directoryId}, ${row.userName}`}`,
    );

/** What a judgement depends on beside the desktops. */
type Base = Omit<Criteria, 'catalogue' | 'isLiving'>;

/** What is known of the user, and, where that is unclear, the state of the WorkSpace by then: one that has stopped has no user. */
interface Asked extends Connection {
  readonly workspaceState?: string | undefined;
}

export type Connections = ReadonlyMap<string, Asked>;

/** Judges every desktop by what is known of its user: nothing, if that was not asked. */
export type Judge = (connections: Connections) => readonly Judged[];

/** The judge of what a survey has read. */
export async function judgeOf(
  members: readonly Desktop[],
  collected: Collected,
  remembered: Remembered,
  base: Base,
  tools: FleetTools,
): Promise<Judge> {
  const isPassing = ({ state }: Desktop): boolean => prospectOf(state) === 'passing';
  const busy = members.filter(isPassing).map(({ workspaceId }) => workspaceId);
  const states = await statesOf(busy, tools);
  const surveyed = members.map((desktop) =>
    surveyedOf(asIn(states.get(desktop.workspaceId), desktop), collected, remembered),
  );
  const absents = base.declaration.absentApplicationIds;
  const isLiving = await livingOf(surveyed, absents, tools);
  const catalogue = new Map(collected.catalogue.map((application) => [application.applicationId, application]));
  const criteria: Criteria = { ...base, catalogue, isLiving };
  return (connections) =>
    surveyed.map((one) => {
      const connection = connections.get(one.desktop.workspaceId);
      const desktop = asIn(connection?.workspaceState, one.desktop);
      const known = { ...one, desktop, ...(connection && { connection }) };
      const verdict = exhausted(one, classify(known, criteria), remembered);
      const isNext = verdict.class === 'TODO' || verdict.class === 'IN_USE';
      return { desktop, verdict, ...(isNext && connection && { connected: connection.state === 'CONNECTED' }) };
    });
}

function surveyedOf(desktop: Desktop, { tags, installations }: Collected, remembered: Remembered): Surveyed {
  const { workspaceId } = desktop;
  const seen = Object.values(installations).flatMap((one) => one[workspaceId] ?? []);
  const failure = remembered.failures.get(workspaceId);
  const ending = remembered.endings.get(workspaceId);
  return {
    desktop,
    marks: marksOf(tags[workspaceId] ?? [], workspaceId),
    seen: new Map(seen.map((association) => [association.applicationId, association])),
    ...(failure && { failure }),
    ...(ending && { ending }),
  };
}

function exhausted({ desktop }: Surveyed, verdict: Verdict, { tries }: Remembered): Verdict {
  if (verdict.class !== 'TODO' || (tries.get(desktop.workspaceId) ?? 0) < MOST_TRIES) return verdict;
  const reason = `the child executions of this run ended ${MOST_TRIES} times without a result. What next: look at them in Step Functions`;
  return { class: 'FAILED', installs: [], absents: [], code: 'NoResult', reason };
}

/** The WorkSpace in the state that it is in now, if that is known. */
const asIn = (state: string | undefined, desktop: Desktop): Desktop => (state ? { ...desktop, state } : desktop);

/** The states of these WorkSpaces as they are now. */
async function statesOf(ids: readonly string[], tools: FleetTools): Promise<ReadonlyMap<string, string>> {
  const states = new Map(ids.map((id) => [id, GONE]));
  for (const workspaceIds of chunksOf(ids) ?? []) {
    const { items } = await ask(tools, 'DescribeWorkspaces', () => tools.workspaces.findDesktops({ workspaceIds }));
    for (const { workspaceId, state } of items) states.set(workspaceId, state);
  }
  return states;
}

/** Asks for the users of these desktops. One of which the service says nothing has an unknown state. */
export async function connectionsOf(ids: readonly string[], tools: FleetTools): Promise<Connections> {
  const found = new Map<string, Asked>();
  for (const chunk of chunksOf(ids) ?? []) {
    const answer = await ask(tools, 'DescribeWorkspacesConnectionStatus', () =>
      tools.workspaces.findConnections(chunk),
    );
    for (const id of chunk) found.set(id, answer.get(id) ?? { state: 'UNKNOWN' });
  }
  const unclear = [...found].flatMap(([id, connection]) => (isClear(connection) ? [] : [id]));
  const states = await statesOf(unclear, tools);
  return new Map([...found].map(([id, connection]) => [id, { ...connection, workspaceState: states.get(id) }]));
}

/** The desktops on which a declared application is pending: a child of this fleet may have been aborted there. */
export const pendingIn = ({ installations }: Collected): readonly string[] => [
  ...new Set(
    Object.values(installations).flatMap((one) =>
      Object.entries(one).flatMap(([workspaceId, { state }]) => {
        const stage = stageOf(state);
        return stage === 'to install' || stage === 'to uninstall' ? workspaceId : [];
      }),
    ),
  ),
];

/** @param since what began before that has no chance to end in time any more */
export const toMember = ({ desktop, verdict }: Judged, { tags }: Collected, since: number): Member => ({
  workspaceId: desktop.workspaceId,
  class: verdict.class,
  tags: valuesOf(tags[desktop.workspaceId]),
  isTried: verdict.isOwn === true && (verdict.since ?? 0) >= since,
});
