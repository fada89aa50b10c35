import { course, needs } from './decide-deployments';
import { fitsNone } from './decide-register';
import type { Evidence } from './evidence';
import type { Finding } from './result';
import { isPendingInstall, isPendingRemoval, type Step } from './step';

/** What a failure does to an application whose turn has not come. */
export function failure(evidence: Evidence): Finding {
  const failed = evidence.application('fail: after', 'failing');
  const behind = evidence.application('fail: after', 'application');
  if (!failed || !behind?.one) return without(evidence);
  if (failed.one?.state !== 'ERROR') return evidence.open('the application that was to fail did not', failed.step);
  const turns = course(evidence, 'fail', 'application');
  const hadTurn = turns.find(({ one }) => one.state === 'INSTALLING' || one.state === 'COMPLETED');
  const { state } = behind.one;
  if (isPendingInstall(state) && !hadTurn) return evidence.settled('leaves the others pending', behind.step);
  if (state === 'ERROR' && !hadTurn) return evidence.settled('fails the others', behind.step);
  const waited = waiting(evidence);
  if (!waited) {
    return evidence.open(
      'both were installed at the same time, or the other one first: none waited behind the failure',
      hadTurn?.step,
      behind.step,
    );
  }
  return state === 'COMPLETED'
    ? evidence.settled('spares the others', waited, behind.step)
    : fitsNone(evidence, behind.step);
}

/** A look at which the failing application was being installed, and the other one waited. */
function waiting(evidence: Evidence): Step | undefined {
  const failing = course(evidence, 'fail', 'failing');
  return failing.find(({ step, one }) => {
    const other = course(evidence, 'fail', 'application').find((turn) => turn.step === step);
    return one.state === 'INSTALLING' && isPendingInstall(other?.one.state);
  })?.step;
}

export function repeatedFailure(evidence: Evidence): Finding {
  const first = evidence.application('fail: after', 'failing');
  const second = evidence.application('fail again: after', 'failing');
  if (!first || !second) return without(evidence);
  if (first.one?.state !== 'ERROR' || second.one?.state !== 'ERROR') {
    return evidence.open('it did not fail twice', first.step, second.step);
  }
  const [before, after] = [first.one.updated, second.one.updated];
  if (before === undefined || after === undefined) {
    return evidence.open('the service shows no LastUpdatedTime: then nothing depends on it', first.step, second.step);
  }
  return evidence.settled(after > before ? 'moves LastUpdatedTime' : 'keeps LastUpdatedTime', first.step, second.step);
}

export function registerOnError(evidence: Evidence): Finding {
  const call = evidence.last('disassociate failing');
  const after = evidence.application('disassociate failing: after', 'failing');
  if (!call || !after) return without(evidence);
  if (call.outcome.kind !== 'ok') return fitsNone(evidence, call, after.step);
  if (after.one?.state === 'ERROR') return evidence.settled('stays ERROR', call, after.step);
  return isPendingRemoval(after.one?.state)
    ? evidence.settled('becomes pending', call, after.step)
    : fitsNone(evidence, call, after.step);
}

function without(evidence: Evidence): Finding {
  return evidence.given.roles.includes('failing') ? evidence.missing('failure') : evidence.open(needs('failing'));
}

const isIncompatible = (step: Step | undefined): boolean =>
  step?.outcome.kind === 'refused' && step.outcome.exception === 'IncompatibleApplicationsException';

/** The last call for this purpose that was answered. */
const deployCall = (evidence: Evidence, label: string) => evidence.last(label, 'DeployWorkspaceApplications');

export function incompatibility(evidence: Evidence): Finding {
  const beside = evidence.application('install for the rival: after', 'application');
  const call = evidence.last('associate rival beside');
  const deploy = deployCall(evidence, 'deploy rival beside');
  if (!call && !deploy) return withoutRival(evidence);
  if (beside?.one?.state !== 'COMPLETED') return evidence.open('the application was not installed', beside?.step);
  if (isIncompatible(call)) return evidence.settled('at Associate', beside.step, call);
  if (isIncompatible(deploy)) return evidence.settled('at Deploy', beside.step, call, deploy);
  return evidence.open('neither call refused it as incompatible: perhaps it is no rival', beside.step, call, deploy);
}

export function swap(evidence: Evidence): Finding {
  const call = evidence.last('associate rival instead');
  const deploy = deployCall(evidence, 'deploy rival instead');
  const incompatible = incompatibility(evidence);
  if (incompatible.position === undefined) return incompatible;
  const leaving = evidence.application('disassociate for the rival: shown', 'application');
  if (!isPendingRemoval(leaving?.one?.state)) return evidence.missing('rival', leaving?.step);
  if (isIncompatible(call) || isIncompatible(deploy))
    return evidence.settled('removal first', leaving?.step, call, deploy);
  const installing = course(evidence, 'deploy rival instead', 'rival').find(({ one }) =>
    /^(INSTALLING|COMPLETED)$/.test(one.state),
  );
  return installing
    ? evidence.settled('in one deployment', leaving?.step, call, deploy, installing.step)
    : fitsNone(evidence, leaving?.step, call, deploy);
}

function withoutRival(evidence: Evidence): Finding {
  return evidence.given.roles.includes('rival') ? evidence.missing('rival') : evidence.open(needs('rival'));
}
