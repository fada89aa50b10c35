import { type Stage, stageIn, stageOf } from '../../lambda/reconcile/states';
import { isAbout, isHold, type Mark } from '../../lambda/service/marks';
import type { Desk } from './desk';
import type { Outlook } from './foresee';
import type { Run } from './run';

/** What becomes of one application on one WorkSpace. */
export interface Verdict {
  readonly applicationId: string;
  readonly what: 'install' | 'uninstall' | 'join' | 'leave alone' | 'keep';
  readonly why?: string;
}

/** What becomes of one WorkSpace. */
export interface DesktopVerdict {
  readonly desk: Desk;
  readonly verdicts: readonly Verdict[];
  /** Why requests about it fail, with the name of each. */
  readonly failures: readonly { readonly name: string; readonly why: string }[];
}

/** Says of each WorkSpace what its applications come to. */
export function verdictsOf({ desks, runs }: Outlook): readonly DesktopVerdict[] {
  return [...desks.values()].map((desk) => {
    const own = runs.filter((run) => run.desk === desk);
    const ids = new Set(own.flatMap((run) => namedBy(run)));
    return {
      desk,
      verdicts: [...ids].flatMap((id) => verdictOf(id, desk, own) ?? []),
      failures: own.flatMap(({ failure, planned }) =>
        failure === undefined ? [] : [{ name: planned.name, why: failure }],
      ),
    };
  });
}

/** The applications that a request wants something of; after a failure nothing of it counts. */
function namedBy({ planned: { goal }, failure, desk, token }: Run): readonly string[] {
  if (failure !== undefined) return [];
  const held = desk.before.marks.filter((mark) => goal.keeps && mark.token === token && isHold(mark));
  return [
    ...goal.leaves,
    ...goal.absents,
    ...goal.restores,
    ...goal.installs.map(({ applicationId }) => applicationId),
    ...held.map(({ applicationId }) => applicationId).filter((id) => !goal.keeps?.includes(id)),
  ];
}

const isThere = (stage: Stage | undefined): boolean => stage !== 'absent' && stage !== undefined;

function verdictOf(applicationId: string, desk: Desk, runs: readonly Run[]): Verdict | undefined {
  const now = stageIn(desk.before.seen, applicationId);
  const then = stageIn(desk.observe(Number.POSITIVE_INFINITY), applicationId);
  if (!isThere(now) && !isThere(then)) return undefined;
  if (!isThere(then)) return { applicationId, what: 'uninstall' };
  if (now !== 'installed') return { applicationId, what: 'install', ...reasonToInstall(now, desk, applicationId) };
  const wanted = runs.filter(({ planned }) => planned.goal.installs.some((one) => one.applicationId === applicationId));
  if (wanted.length > 0) return joined(applicationId, desk, wanted);
  return { applicationId, what: 'leave alone', why: whyLeft(applicationId, desk) };
}

function reasonToInstall(stage: Stage | undefined, desk: Desk, applicationId: string): Pick<Verdict, 'why'> {
  if (stage === 'absent') return {};
  const state = desk.before.seen.get(applicationId)?.state ?? '';
  return { why: `it is ${state} now` };
}

/** It is there, and is declared. */
function joined(applicationId: string, desk: Desk, wanted: readonly Run[]): Verdict {
  const holdsNow = (run: Run) => holdsOf(desk.before.marks, applicationId, desk).some(isOf(run));
  const newly = wanted.filter((run) => !holdsNow(run) && holdsOf(desk.marks, applicationId, desk).some(isOf(run)));
  const others = namesOf(
    holdsOf(desk.before.marks, applicationId, desk).filter((mark) => !newly.some((run) => isOf(run)(mark))),
  );
  if (newly.length > 0) return { applicationId, what: 'join', ...(others && { why: `installed by ${others}` }) };
  if (wanted.some(holdsNow)) return { applicationId, what: 'keep', why: 'installed already' };
  return { applicationId, what: 'leave alone', why: 'counts as it is by allowExisting, and is never uninstalled' };
}

const isOf =
  ({ token }: Run) =>
  (mark: Mark): boolean =>
    mark.token === token;

const holdsOf = (marks: readonly Mark[], applicationId: string, { before }: Desk): readonly Mark[] =>
  marks.filter(
    (mark) =>
      mark.applicationId === applicationId && isHold(mark) && isAbout(mark, before.seen.get(applicationId)?.created),
  );

function whyLeft(applicationId: string, desk: Desk): string {
  const others = namesOf(holdsOf(desk.marks, applicationId, desk));
  return others ? `held by ${others}` : 'no mark shows that this library installed it';
}

const namesOf = (marks: readonly Mark[]): string =>
  [...new Set(marks.map(({ holder }) => holder || 'a later version of this library'))].join(', ');

/** What is pending there that no request of the plan names: a deployment carries it out too. */
export const ridesAlong = (desk: Desk, verdicts: readonly Verdict[]): readonly string[] =>
  desk.outages.length === 0
    ? []
    : [...desk.before.seen.values()]
        .filter(({ state }) => ['to install', 'to uninstall'].includes(stageOf(state) ?? ''))
        .map(({ applicationId }) => applicationId)
        .filter((id) => !verdicts.some((one) => one.applicationId === id));
