import { counted } from '../terminal/print';
import { type DesktopPlan, isChanged, type Plan } from './plan';
import type { Verdict } from './verdicts';

const VERBS: Readonly<Record<Verdict['what'], string>> = {
  install: 'install',
  uninstall: 'uninstall',
  join: 'join',
  'leave alone': 'leave alone',
  keep: 'keep',
};

export const verbOf = ({ what }: Verdict): string => VERBS[what];

/** Such as `Microsoft Visio (wsa-0def67890)`. */
export const applicationOf = ({ name, applicationId }: { readonly name: string; readonly applicationId: string }) =>
  name === '' ? applicationId : `${name} (${applicationId})`;

export const rangeOf = (least: number, most: number): string => (least === most ? String(most) : `${least} to ${most}`);

/** The state of a WorkSpace, and what the deployment means to its user. */
export function conditionOf({ state, connection, throwsOut, waitsForUser, outages, reboots }: DesktopPlan): string {
  const busy = !['AVAILABLE', 'STOPPED', 'unknown'].includes(state) && outages > 0;
  const user =
    connection !== 'CONNECTED'
      ? connection === 'UNKNOWN'
        ? 'not known whether the user is connected'
        : 'user not connected'
      : throwsOut
        ? 'USER CONNECTED: the session ends'
        : waitsForUser
          ? 'user connected: the deployment waits for the user to disconnect'
          : `user connected${outages + reboots === 0 ? ', the session goes on' : ''}`;
  return [busy ? `${state}: the deployment waits until it is AVAILABLE` : state, user].join(', ');
}

/** How many outages, how long, and whether that is in time. */
export function timeOf({ outages, reboots, minutes, limit, fits, applications }: DesktopPlan): string {
  const swap = ['install', 'uninstall'].every((what) => applications.some((one) => one.what === what));
  const maybe = swap && outages === 1 ? ' (2 if the service does not take removal and installation at once)' : '';
  const reboot = reboots > 0 ? ` and ${counted(reboots, 'reboot')}` : '';
  if (outages + reboots === 0) return 'no outage';
  return (
    `${counted(outages, 'outage')}${maybe}${reboot}, done after ${rangeOf(minutes.sideBySide, minutes.oneAfterTheOther)} ` +
    `of ${limit} minutes${lateness(fits)}`
  );
}

function lateness({ oneAfterTheOther, sideBySide }: DesktopPlan['fits']): string {
  if (oneAfterTheOther && sideBySide) return '';
  return sideBySide
    ? ': TOO LONG if applications are installed one after the other'
    : ': TOO LONG however they are installed';
}

/** Such as `3 desktops, 2 outages, 1 connected user would be thrown out`. */
export function sentenceOf({ desktops, refused }: Plan): string {
  const changed = desktops.filter(isChanged);
  const count = (of: (one: DesktopPlan) => number) => changed.reduce((sum, one) => sum + of(one), 0);
  const thrownOut = count(({ throwsOut }) => Number(throwsOut));
  const failing = refused.length + desktops.reduce((sum, one) => sum + one.refused.length, 0);
  const parts = [
    counted(changed.length, 'desktop'),
    counted(
      count(({ outages }) => outages),
      'outage',
    ),
    ...(count(({ reboots }) => reboots) > 0
      ? [
          counted(
            count(({ reboots }) => reboots),
            'reboot',
          ),
        ]
      : []),
    `${counted(thrownOut, 'connected user')} would be thrown out`,
  ];
  const failure = failing > 0 ? `; the deployment would fail: ${counted(failing, 'resource')} refused` : '';
  return `${parts.join(', ')}${failure}`;
}

/** How long all of it takes, in words. */
export function durationOf({ minutes, assumed, desktops }: Plan): string {
  const late = {
    oneAfterTheOther: desktops.filter(({ fits }) => !fits.oneAfterTheOther).length,
    sideBySide: desktops.filter(({ fits }) => !fits.sideBySide).length,
  };
  const inTime = (count: number) => (count === 0 ? 'all in time' : `${counted(count, 'desktop')} too late`);
  return (
    `${minutes.oneAfterTheOther} minutes if the applications of a desktop are installed one after the other (${inTime(late.oneAfterTheOther)}), ` +
    `${minutes.sideBySide} if side by side (${inTime(late.sideBySide)}): AWS does not document which. Assumed: ${assumed.install} minutes an ` +
    `installation, ${assumed.uninstall} a removal.`
  );
}

/** What an account may call by default. */
const RATE = 2;

export const callsOf = ({ calls: { total, perSecond } }: Plan): string =>
  `up to ${total} to WorkSpaces, ${perSecond.toFixed(1)} a second in the busiest minute; an account has ${RATE} by default, for all callers, and what is above is made again.`;
