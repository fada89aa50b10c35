import { ALL_READINGS, type Readings } from '../../../local/workspaces';
import type { Drawn } from './harness';

type Settles = { readonly [K in keyof Readings]: (drawn: Drawn) => boolean };

const always = () => true;
const has = (role: 'second' | 'rival' | 'failing') => (drawn: Drawn) => drawn.roles.includes(role);
const canStop = ({ runningMode }: Drawn) => runningMode === 'AUTO_STOP';
const showsCreated = ({ readings }: Drawn) => ['both', 'no LastUpdatedTime'].includes(readings.timestamps);
const showsUpdated = ({ readings }: Drawn) => ['both', 'no Created'].includes(readings.timestamps);
const refusesTags = ({ readings }: Drawn) => readings.tagging !== 'in every state';

/** Whether the experiments can settle a switch, with what was given. */
export const SETTLES: Settles = {
  removed: always,
  associateExisting: always,
  busy: always,
  revertedInstall: always,
  registered: always,
  timestamps: always,
  reassociation: showsCreated,
  repeatedFailure: (drawn) => has('failing')(drawn) && showsUpdated(drawn),
  describeLagSeconds: always,
  // Side by side nothing waits behind a failure.
  failure: (drawn) => has('failing')(drawn) && drawn.readings.installsAddUp && !drawn.hadBefore,
  stopped: canStop,
  throttleStatus: ({ isThrottled }) => isThrottled,
  incompatibility: has('rival'),
  swap: has('rival'),
  emptyDeploy: always,
  registerOnError: has('failing'),
  registerWhileBusy: has('second'),
  tagLagSeconds: always,
  tagging: (drawn) => !refusesTags(drawn) || canStop(drawn),
  tagRefusal: refusesTags,
  bundled: () => false,
  installsAddUp: has('second'),
};

/** The names of all switches. */
export const NAMES = Object.keys(ALL_READINGS) as readonly (keyof Readings)[];
