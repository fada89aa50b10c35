import { counted } from '../terminal/print';
import { tableOf } from '../terminal/table';
import { needs } from './decide-deployments';
import { type Change, EXPERIMENTS, type Experiment, RESTORE } from './experiments/table';
import type { Beginning } from './journal';
import { ROLES, type Role } from './step';

/** Which experiments are made, and why the others are not. */
export interface Plan {
  readonly experiments: readonly Experiment[];
  readonly notRun: ReadonlyMap<string, string>;
  readonly roles: readonly Role[];
  readonly outages: number;
  readonly minutes: number;
  readonly licences: readonly Role[];
}

export function planOf({ cast, skip, throttle }: Beginning): Plan {
  const roles = ROLES.filter((role) => cast.applications[role] !== undefined);
  const notRun = new Map<string, string>();
  const experiments = EXPERIMENTS.filter((experiment) => {
    const why = whyNot(experiment, roles, skip, throttle);
    if (why !== undefined) notRun.set(experiment.name, why);
    return why === undefined;
  });
  const sum = (of: (experiment: Experiment) => number) => experiments.reduce((total, one) => total + of(one), 0);
  const licences = roles.filter((role) => experiments.some((one) => one.licences.includes(role)));
  const outages = sum((one) => one.outages(roles)) + RESTORE.outages(roles);
  return { experiments, notRun, roles, outages, minutes: sum(({ minutes }) => minutes) + 5, licences };
}

function whyNot(
  { name, needs: needed }: Experiment,
  roles: readonly Role[],
  skip: readonly string[],
  throttle: boolean,
): string | undefined {
  if (skip.includes(name)) return 'it was left out with --skip';
  if (name === 'throttle' && !throttle) return 'it is made only with --throttle';
  const missing = needed.find((role) => !roles.includes(role));
  return missing === undefined || missing === 'application' ? undefined : needs(missing);
}

/** Everything that the plan may call to change something, restoring included. */
export function changesOf({ experiments, roles }: Plan): readonly Change[] {
  const all = [...experiments.flatMap(({ changes }) => changes), ...RESTORE.changes];
  const given = all.filter(({ role }) => role === undefined || roles.includes(role));
  return [...new Map(given.map((change) => [wordsOf(change), change])).values()];
}

const wordsOf = ({ call, role }: Change): string => (role ? `${call} (${role})` : call);

/** What is told of the WorkSpace before it begins. */
export interface Shown {
  readonly beginning: Beginning;
  readonly names: Readonly<Partial<Record<Role, string>>>;
  readonly isConnected: boolean;
  readonly width?: number;
}

/** What will be done, before anything is. */
export function announcement(plan: Plan, { beginning, names, isConnected, width }: Shown): string {
  const { cast, state, runningMode } = beginning;
  const { experiments, notRun, roles, outages, minutes, licences } = plan;
  const rows = experiments.map((one) => [
    one.name,
    String(one.outages(roles)),
    String(one.minutes),
    one.does,
    one.settles.join(', '),
  ]);
  const hours = Math.ceil(minutes / 30) / 2;
  const lines = [
    `WorkSpace ${cast.workspaceId} (${state}, ${runningMode})${isConnected ? ', ITS USER IS CONNECTED' : ''}`,
    ...roles.map((role) => `  ${role}: ${cast.applications[role] ?? ''} ${names[role] ?? ''}`),
    '',
    tableOf(
      ['EXPERIMENT', 'OUTAGES', 'MINUTES', 'DOES', 'SETTLES'],
      [...rows, [RESTORE.name, String(RESTORE.outages(roles)), '5', RESTORE.does, '']],
      width,
    ).trimEnd(),
    '',
    `At most ${counted(outages, 'outage')}: each ends the session of the user, and the WorkSpace cannot be used until it is over.`,
    `About ${counted(hours, 'hour')}, if an installation takes 20 minutes. AWS publishes no times.`,
    licences.length > 0
      ? `Licences that it may start, which AWS bills by the month: ${licences.map((role) => names[role] ?? role).join(', ')}.`
      : 'It installs nothing.',
    `Calls that change something: ${changesOf(plan).map(wordsOf).join(', ')}.`,
    'Leave the WorkSpace alone until it has ended: deploy no stack to it, and start nothing in the console.',
    'At the end the WorkSpace is as it was found; the service may go on listing what was removed as REMOVED.',
    ...[...notRun].map(([name, why]) => `Not made: ${name}: ${why}.`),
  ];
  return `${lines.join('\n')}\n`;
}
