import type { Desk } from '../desk';
import type { CallName, Role } from '../step';
import { failing } from './failing';
import { install } from './install';
import { register } from './register';
import { rival } from './rival';
import { emptyDeployment, tags, throttle } from './small';

export interface Change {
  readonly call: CallName;
  readonly role?: Role;
}

/** One experiment, as it is announced, and how it is made. */
export interface Experiment {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly does: string;
  /** The switches that it can settle, by their names in `local/workspaces/readings.ts`. */
  readonly settles: readonly string[];
  /** Without one of these applications it cannot run. */
  readonly needs: readonly Role[];
  /** Everything that it may call to change something. Readings are not listed. */
  readonly changes: readonly Change[];
  /** How often the WorkSpace cannot be used, at most, if nothing is wrong with the service. */
  readonly outages: (given: readonly Role[]) => number;
  /** How long it takes, if an installation takes 20 minutes and a removal 10. */
  readonly minutes: number;
  /** Whose licences it may start: those that it installs. */
  readonly licences: readonly Role[];
  readonly run: (desk: Desk) => Promise<void>;
}

const START: Change = { call: 'StartWorkspaces' };
const DEPLOY: Change = { call: 'DeployWorkspaceApplications' };
const FORCE: Change = { call: 'DeployWorkspaceApplications by force' };
const TAGS: readonly Change[] = [{ call: 'CreateTags' }, { call: 'DeleteTags' }];
const registers = (...roles: readonly Role[]): readonly Change[] =>
  roles.flatMap((role): Change[] => [
    { call: 'AssociateWorkspaceApplication', role },
    { call: 'DisassociateWorkspaceApplication', role },
  ]);
const ROLES_OF_ALL = ['application', 'second', 'rival', 'failing'] as const;

export const RESTORE: Pick<Experiment, 'name' | 'does' | 'changes' | 'outages'> = {
  name: 'restore',
  does: 'puts the WorkSpace back as it was found, whatever happened',
  changes: [
    START,
    { call: 'StopWorkspaces' },
    DEPLOY,
    FORCE,
    { call: 'DeleteTags' },
    ...ROLES_OF_ALL.map((role): Change => ({ call: 'DisassociateWorkspaceApplication', role })),
  ],
  outages: () => 2,
};

/** All experiments, in the order in which they are made: what ends no session comes first, except what must find the WorkSpace untouched. */
export const EXPERIMENTS: readonly Experiment[] = [
  {
    name: 'tags',
    does: 'writes and deletes a tag three times, and looks each second until that shows',
    settles: ['tagLagSeconds'],
    needs: [],
    changes: [START, ...TAGS],
    outages: () => 0,
    minutes: 2,
    licences: [],
    run: tags,
  },
  {
    name: 'empty-deployment',
    does: 'deploys although nothing is pending: that is refused, or does nothing, or is an outage',
    settles: ['emptyDeploy'],
    needs: [],
    changes: [START, DEPLOY],
    outages: () => 1,
    minutes: 1,
    licences: [],
    run: emptyDeployment,
  },
  {
    name: 'failure',
    does: 'installs an application that fails, and another one behind it; tries by force once more; removes both',
    settles: ['failure', 'repeatedFailure', 'registerOnError', 'busy', 'tagging', 'tagRefusal'],
    needs: ['failing'],
    changes: [START, DEPLOY, FORCE, ...TAGS, ...registers(...ROLES_OF_ALL)],
    outages: () => 5,
    minutes: 90,
    licences: ['failing', 'application'],
    run: failing,
  },
  {
    name: 'register',
    does: 'registers an installation, registers it again, and takes it back, without a deployment',
    settles: ['registered', 'timestamps', 'associateExisting', 'revertedInstall', 'describeLagSeconds'],
    needs: [],
    changes: [START, ...registers('application')],
    outages: () => 0,
    minutes: 3,
    licences: [],
    run: register,
  },
  {
    name: 'install',
    does: 'installs the application (and the second one with it), removes it, if possible while the WorkSpace is STOPPED, and registers it once more',
    settles: [
      'busy',
      'tagging',
      'tagRefusal',
      'registerWhileBusy',
      'installsAddUp',
      'stopped',
      'removed',
      'reassociation',
    ],
    needs: [],
    changes: [START, { call: 'StopWorkspaces' }, DEPLOY, ...TAGS, ...registers('application', 'second')],
    outages: (given) => (given.includes('second') ? 3 : 2),
    minutes: 100,
    licences: ['application', 'second'],
    run: install,
  },
  {
    name: 'rival',
    does: 'installs the application, asks for the rival beside it, then in its place, and removes what is there',
    settles: ['incompatibility', 'swap', 'busy', 'tagging', 'tagRefusal'],
    needs: ['rival'],
    changes: [START, DEPLOY, FORCE, ...TAGS, ...registers(...ROLES_OF_ALL)],
    outages: () => 5,
    minutes: 90,
    licences: ['application', 'rival'],
    run: rival,
  },
  {
    name: 'throttle',
    does: 'makes ten readings at once, once: just more than the documented rate lets through',
    settles: ['throttleStatus'],
    needs: [],
    changes: [],
    outages: () => 0,
    minutes: 1,
    licences: [],
    run: throttle,
  },
];
