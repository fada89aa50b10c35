import { fitsNone } from './decide-register';
import type { Evidence } from './evidence';
import type { Finding } from './result';
import { isGone, isPendingInstall, type Role, type SeenApplication, type Step, seenIn } from './step';

const BUSY = ['ResourceInUseException', 'OperationNotSupportedException'];
const SHORT =
  'the deployments were too short, or the probe was interrupted in them: nothing shows that the call came while the WorkSpace was UPDATING';

export function busy(evidence: Evidence): Finding {
  const call = evidence.whileUpdating('deploy while UPDATING');
  if (!call) return asked(evidence, 'deploy while UPDATING');
  if (call.outcome.kind !== 'refused' || !BUSY.includes(call.outcome.exception)) return fitsNone(evidence, call);
  return evidence.settled(call.outcome.exception, call);
}

export function registerWhileBusy(evidence: Evidence): Finding {
  const call = evidence.whileUpdating('register while UPDATING');
  if (!call) {
    const isGiven = evidence.given.roles.includes('second');
    return isGiven ? asked(evidence, 'register while UPDATING') : evidence.open(needs('second'));
  }
  if (call.outcome.kind === 'ok') return evidence.settled('is accepted', call);
  const isBusy = call.outcome.kind === 'refused' && BUSY.includes(call.outcome.exception);
  return isBusy ? evidence.settled('is refused', call) : fitsNone(evidence, call);
}

export function tagging(evidence: Evidence): Finding {
  const updating = evidence.whileUpdating('tag while UPDATING');
  if (!updating) return asked(evidence, 'tag while UPDATING');
  if (updating.outcome.kind === 'ok') return evidence.settled('in every state', updating);
  if (!isTagRefusal(updating)) return fitsNone(evidence, updating);
  const stopped = evidence.last('tag while STOPPED');
  if (!stopped)
    return evidence.open(`a WorkSpace that is UPDATING refuses; of a STOPPED one ${notStopped(evidence)}`, updating);
  if (stopped.outcome.kind === 'ok') return evidence.settled('not in a transition', updating, stopped);
  return isTagRefusal(stopped)
    ? evidence.settled('only while AVAILABLE', updating, stopped)
    : fitsNone(evidence, updating, stopped);
}

export function tagRefusal(evidence: Evidence): Finding {
  const calls = [evidence.whileUpdating('tag while UPDATING'), evidence.last('tag while STOPPED')];
  const refused = calls.find((call) => call?.outcome.kind === 'refused');
  if (refused?.outcome.kind !== 'refused') {
    const isAccepted = calls.some((call) => call?.outcome.kind === 'ok');
    return isAccepted
      ? evidence.open('no tag was refused, in no state that was met', ...calls)
      : asked(evidence, 'tag while UPDATING');
  }
  return isTagRefusal(refused) ? evidence.settled(refused.outcome.exception, refused) : fitsNone(evidence, refused);
}

const isTagRefusal = ({ outcome }: Step): boolean =>
  outcome.kind === 'refused' &&
  ['InvalidParameterValuesException', 'OperationNotSupportedException'].includes(outcome.exception);

export function stopped(evidence: Evidence): Finding {
  const call = evidence
    .all('deploy while STOPPED')
    .filter((step) => step.call === 'DeployWorkspaceApplications')
    .at(-1);
  const before = evidence.last('deploy while STOPPED: before', 'DescribeWorkspaces');
  if (!call || (before && seenIn(before).state !== 'STOPPED')) return evidence.open(notStopped(evidence), before);
  const on = evidence.all('deploy while STOPPED').find((step) => seenIn(step).state === 'UPDATING');
  if (on) return evidence.settled('deploys', before, call, on);
  if (call.outcome.kind !== 'refused') return evidence.open('it was accepted, and no outage was seen', before, call);
  return call.outcome.exception === 'OperationNotSupportedException'
    ? evidence.settled('is refused', before, call)
    : fitsNone(evidence, before, call);
}

const notStopped = ({ given }: Evidence): string =>
  given.canStop
    ? 'the experiment install does not show it'
    : 'nothing is known: the running mode of this WorkSpace does not let it be stopped. Take one with AutoStop';

export function removed(evidence: Evidence): Finding {
  const installed = evidence.application('install: after', 'application');
  const gone = evidence.application('removed: later', 'application');
  if (!gone || isGone(installed?.one?.state)) return evidence.missing('install', installed?.step, gone?.step);
  if (gone.one === undefined) return evidence.settled('vanishes', installed?.step, gone.step);
  return gone.one.state === 'REMOVED'
    ? evidence.settled('stays listed', installed?.step, gone.step)
    : evidence.open('the removal has not succeeded', installed?.step, gone.step);
}

export function reassociation(evidence: Evidence): Finding {
  const first = evidence.application('install: after', 'application');
  const gone = evidence.application('removed: later', 'application');
  const anew = evidence.application('associate anew: shown', 'application');
  const [before, after] = [first?.one?.created, anew?.one?.created];
  if (!first?.one || !anew?.one || !isGone(gone?.one?.state))
    return evidence.missing('install', first?.step, anew?.step);
  if (before === undefined || after === undefined) {
    return evidence.open('the service shows no Created: then nothing depends on it', first.step, anew.step);
  }
  return evidence.settled(after > before ? 'renews Created' : 'keeps Created', first.step, gone?.step, anew.step);
}

export function installsAddUp(evidence: Evidence): Finding {
  const pairs = [...together(evidence, 'install', 'second'), ...together(evidence, 'fail', 'failing')];
  const both = pairs.find(({ states }) => states.every((state) => state === 'INSTALLING'));
  if (both) return evidence.settled(false, both.step);
  const one = pairs.find(({ states }) => states.includes('INSTALLING') && states.some(isPendingInstall));
  if (one) return evidence.settled(true, one.step, pairs.at(-1)?.step);
  if (!evidence.given.roles.includes('second')) return evidence.open(needs('second'));
  return evidence.missing('install', pairs.at(-1)?.step);
}

/** What the application and another one were at the same time, in a deployment of both. */
function together(evidence: Evidence, label: string, other: Role) {
  return evidence.all(label).flatMap((step) => {
    const { applications = {} } = seenIn(step);
    const [one, two] = [applications.application, applications[other]];
    return one && two ? [{ step, states: [one.state, two.state] }] : [];
  });
}

function asked(evidence: Evidence, label: string): Finding {
  const call = evidence.last(label);
  return call ? evidence.open(SHORT, call) : evidence.missing('install');
}

const OPTIONS: Readonly<Record<Exclude<Role, 'application'>, string>> = {
  second: '--second-application, an application that goes with the first',
  rival: '--rival-application, one that does not go with the first, such as another edition',
  failing:
    '--failing-application, one whose installation is known to fail on this WorkSpace, such as for lack of disk space',
};

export const needs = (role: Exclude<Role, 'application'>): string => `it takes ${OPTIONS[role]}`;

/** What one application was in the looks of a deployment, in order. */
export const course = (
  evidence: Evidence,
  label: string,
  role: Role,
): readonly { step: Step; one: SeenApplication }[] =>
  evidence.all(label).flatMap((step) => {
    const one = seenIn(step).applications?.[role];
    return one ? [{ step, one }] : [];
  });
