import { MINUTE } from '../../lambda/service/time';
import type { Application } from '../../lambda/service/workspaces';
import type { Durations } from './desk';
import { rivalsOn } from './editions';
import { type Calls, foresee, type Known, type Outlook } from './foresee';
import type { Note, StackChanges } from './request';
import { type DesktopVerdict, ridesAlong, type Verdict, verdictsOf } from './verdicts';

/** Minutes under the two readings of what AWS does not document: installations of one deployment take turns, or run side by side. */
export interface Minutes {
  readonly oneAfterTheOther: number;
  readonly sideBySide: number;
}

/** What a deployment does to one WorkSpace. */
export interface DesktopPlan {
  readonly workspaceId: string;
  readonly userName: string;
  readonly state: string;
  readonly connection: string;
  readonly applications: readonly (Verdict & { readonly name: string })[];
  readonly refused: DesktopVerdict['failures'];
  readonly outages: number;
  readonly reboots: number;
  /** Whether the session of a connected user is ended, or the deployment waits for the user first. */
  readonly throwsOut: boolean;
  readonly waitsForUser: boolean;
  readonly minutes: Minutes;
  /** How long the slowest of its requests may take, in minutes. */
  readonly limit: number;
  readonly fits: { readonly oneAfterTheOther: boolean; readonly sideBySide: boolean };
  /** What somebody else has registered, and the deployment carries out too. */
  readonly ridesAlong: readonly string[];
}

/** What `plan` finds out. */
export interface Plan {
  readonly desktops: readonly DesktopPlan[];
  readonly unknown: readonly Note[];
  readonly refused: readonly Note[];
  readonly retained: readonly Note[];
  readonly minutes: Minutes;
  readonly assumed: { readonly install: number; readonly uninstall: number };
  readonly calls: Calls;
  /** Applications that are licensed by the month, with the number of WorkSpaces on which a month begins. */
  readonly newMonths: readonly { readonly applicationId: string; readonly name: string; readonly desktops: number }[];
}

export function planOf(
  stacks: readonly StackChanges[],
  known: Known,
  durations: Omit<Durations, 'addUp'>,
  now: number,
): Plan {
  const outlooks = [
    foresee(stacks, known, { ...durations, addUp: true }, now),
    foresee(stacks, known, { ...durations, addUp: false }, now),
  ] as const;
  const [slow] = outlooks;
  const verdicts = verdictsOf(slow);
  const desktops = verdicts.map((one) => desktopPlan(one, known.applications, outlooks));
  return {
    desktops: desktops.filter(isTouched),
    unknown: [
      ...stacks.flatMap(({ unknown }) => unknown),
      ...[...slow.desks.values()].flatMap((desk) => rivalsOn(desk, known.applications) ?? []),
    ],
    refused: stacks.flatMap(({ refused }) => refused),
    retained: stacks.flatMap(({ retained }) => retained),
    minutes: { oneAfterTheOther: minutesOf(outlooks[0].duration), sideBySide: minutesOf(outlooks[1].duration) },
    assumed: { install: durations.install / MINUTE, uninstall: durations.uninstall / MINUTE },
    calls: slow.calls,
    newMonths: newMonthsOf(desktops, known.applications),
  };
}

const isTouched = ({ applications, refused }: DesktopPlan): boolean => applications.length + refused.length > 0;

const minutesOf = (milliseconds: number): number => Math.ceil(milliseconds / MINUTE);

function desktopPlan(
  { desk, verdicts, failures }: DesktopVerdict,
  applications: ReadonlyMap<string, Application>,
  [slow, fast]: readonly [Outlook, Outlook],
): DesktopPlan {
  const { workspaceId, desktop, connection } = desk.before;
  const [late, early] = [longestOf(slow, workspaceId), longestOf(fast, workspaceId)];
  return {
    workspaceId,
    userName: desktop?.userName ?? '',
    state: desktop?.state ?? 'unknown',
    connection,
    applications: verdicts.map((one) => ({ ...one, name: applications.get(one.applicationId)?.name ?? '' })),
    refused: failures,
    outages: desk.outages.length,
    reboots: desk.reboots,
    throwsOut: desk.isThrownOut,
    waitsForUser: desk.isWaitedFor,
    minutes: { oneAfterTheOther: minutesOf(late.took), sideBySide: minutesOf(early.took) },
    limit: minutesOf(late.limit),
    fits: { oneAfterTheOther: late.fits, sideBySide: early.fits },
    ridesAlong: ridesAlong(desk, verdicts),
  };
}

/** The request of a WorkSpace that takes longest. */
function longestOf({ runs }: Outlook, workspaceId: string) {
  const times = runs
    .filter(({ desk }) => desk.workspaceId === workspaceId)
    .map(({ begunAt, endedAt = Number.POSITIVE_INFINITY, limit }) => ({ took: endedAt - begunAt, limit }))
    .sort((one, other) => other.took - one.took);
  const [longest = { took: 0, limit: 0 }] = times;
  return { ...longest, fits: times.every(({ took, limit }) => took <= limit) };
}

function newMonthsOf(
  desktops: readonly DesktopPlan[],
  applications: ReadonlyMap<string, Application>,
): Plan['newMonths'] {
  const begun = desktops.flatMap((desktop) =>
    desktop.applications.filter(({ what, why }) => what === 'install' && why === undefined),
  );
  return [...new Set(begun.map(({ applicationId }) => applicationId))].flatMap((applicationId) => {
    const application = applications.get(applicationId);
    if (application?.licenseType === 'UNLICENSED') return [];
    const count = begun.filter((one) => one.applicationId === applicationId).length;
    return [{ applicationId, name: application?.name ?? '', desktops: count }];
  });
}

/** What a deployment of this plan ends as, and how the command says so by its exit status. */
export function resultOf({ desktops, refused, unknown }: Plan): 'nothing' | 'changes' | 'unknowable' | 'fails' {
  if (refused.length > 0 || desktops.some((desktop) => desktop.refused.length > 0)) return 'fails';
  if (unknown.length > 0) return 'unknowable';
  return desktops.some(isChanged) ? 'changes' : 'nothing';
}

export const isChanged = ({ applications, outages, reboots }: DesktopPlan): boolean =>
  outages + reboots > 0 ||
  applications.some(({ what }) => what === 'install' || what === 'uninstall' || what === 'join');
