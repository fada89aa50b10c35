import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { firstCallsOf, firstPollSecondsOf } from '../../lambda/contract/load';
import { loadOf, type Served, workspaceKeyOf } from './load';

/**
 * At two calls a second these take 16 minutes, and the slowest installations most of the rest of the hour. Measured:
 * docs/performance.md, "Where it ends".
 */
export const MOST_CALLS = 1900;

/** AWS documents no duration, nor whether the installations of one deployment take one after the other. */
export const INSTALL_SECONDS = 20 * 60;
export const UNINSTALL_SECONDS = 8 * 60;

/** How late the waiter may come to a first poll. */
const SLACK_SECONDS = 60;

interface Warning {
  readonly id: string;
  readonly text: string;
}

/** Warns of resources that may not be done in time, because they are many or have many applications: once for each reason. */
export function warnOfLoad(provider: IConstruct, served: readonly Served[]): void {
  for (const warning of [tooManyCalls(served), shortTimeout(served), installationsMayNotFit(served)]) {
    if (warning) Annotations.of(provider).addWarningV2(warning.id, warning.text);
  }
}

function tooManyCalls(served: readonly Served[]): Warning | undefined {
  if (firstCallsOf(loadOf(served)) <= MOST_CALLS) return undefined;
  return {
    id: 'cdk-workspaces-applications:tooManyCalls',
    text:
      `the resources of this provider need more than ${MOST_CALLS} calls to WorkSpaces before the last installation begins, and the ` +
      'service allows two a second by default: some may not be done within the hour that CloudFormation gives them. What next: ' +
      'divide them among stacks that are deployed one after the other, or have AWS raise the rate and acknowledge this',
  };
}

/** A resource may reach its timeout before its first poll. */
function shortTimeout(served: readonly Served[]): Warning | undefined {
  const spread = firstPollSecondsOf(loadOf(served));
  const short = served.filter((one) => served.length > 1 && timeoutOf(one) < spread + SLACK_SECONDS);
  if (short.length === 0) return undefined;
  return {
    id: 'cdk-workspaces-applications:shortTimeout',
    text:
      `the timeout of ${nameOf(short)} is ${minutes(Math.min(...short.map(timeoutOf)))}, and the ${served.length} resources of this ` +
      `provider begin at different times, the last after ${minutes(spread)}, to stay within the service's request rate: some may fail ` +
      'before they began. What next: use a longer timeout, or divide them among stacks that are deployed one after the other, or acknowledge this',
  };
}

/** The applications of one WorkSpace may not be done within the timeout, if they take one after the other. */
function installationsMayNotFit(served: readonly Served[]): Warning | undefined {
  const spread = firstPollSecondsOf(loadOf(served));
  const late = [...byWorkspace(served).values()].filter((resources) => {
    const waiting = resources.filter(({ waitForInstallation }) => waitForInstallation);
    return countOf(resources) > 1 && spread + workOf(resources) > Math.min(...waiting.map(timeoutOf));
  });
  const [worst] = [...late].sort((one, other) => workOf(other) - workOf(one));
  if (worst === undefined) return undefined;
  return {
    id: 'cdk-workspaces-applications:installationsMayNotFit',
    text:
      `${nameOf(late.flat())}: up to ${countOf(worst)} applications on one WorkSpace. AWS does not document whether the applications of one ` +
      `deployment are installed one after the other. If they are, at ${minutes(INSTALL_SECONDS)} each, they need up to ` +
      `${minutes(spread + workOf(worst))}, which is more than the timeout. What next: add the applications in several deployments, or set ` +
      'waitForInstallation to false, or acknowledge this',
  };
}

/** The resources of each WorkSpace. Those whose WorkSpace is not known until the deployment count as one WorkSpace each. */
function byWorkspace(served: readonly Served[]): ReadonlyMap<unknown, readonly Served[]> {
  const groups = new Map<unknown, Served[]>();
  for (const one of served) {
    const key = workspaceKeyOf(one.scope, one.workspaceId) ?? one;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

const lengthOf = (list: readonly string[]): number => (Token.isUnresolved(list) ? 0 : list.length);

const workOf = (resources: readonly Served[]): number =>
  resources.reduce(
    (sum, { applicationIds, absentApplicationIds }) =>
      sum + lengthOf(applicationIds) * INSTALL_SECONDS + lengthOf(absentApplicationIds) * UNINSTALL_SECONDS,
    0,
  );

const countOf = (resources: readonly Served[]): number =>
  resources.reduce((sum, one) => sum + lengthOf(one.applicationIds) + lengthOf(one.absentApplicationIds), 0);

/** A timeout that only a deployment knows is no reason for a warning. */
const timeoutOf = ({ timeoutSeconds }: Served): number =>
  Token.isUnresolved(timeoutSeconds) ? Number.POSITIVE_INFINITY : timeoutSeconds;

function nameOf(served: readonly Served[]): string {
  const [path = '', ...others] = served.map(({ scope }) => scope.node.path);
  return others.length > 0 ? `${path} and ${others.length} more` : path;
}

const minutes = (seconds: number): string => `${Math.ceil(seconds / 60)} minutes`;
