import type { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FleetTargets } from './fleet-targets';
import type { FleetWave } from './fleet-wave';
import type { MaintenanceWindow } from './maintenance-window';
import type { WhenUserConnected } from './when-user-connected';

/** Properties of `WorkspaceApplicationFleet`. */
export interface WorkspaceApplicationFleetProps {
  /** Which desktops belong to the fleet. */
  readonly targets: FleetTargets;

  /**
   * The ids of the applications that must be installed, such as `wsa-0def67890`. Together with `absentApplicationIds` at most
   * 20.
   *
   * An application that is dropped stays installed: it is no longer looked after. To uninstall it, move it to
   * `absentApplicationIds`.
   *
   * @default - none
   */
  readonly applicationIds?: string[];

  /**
   * The ids of the applications that must be gone. They are uninstalled no matter who installed them, unless a stack or another
   * fleet declares them: such desktops are reported as CLAIMED. To uninstall what the fleet has installed, name it here, deploy,
   * wait until the report says that 0 are left, then destroy.
   *
   * @default - none
   */
  readonly absentApplicationIds?: string[];

  /** When desktops may be changed. Nothing happens before the first window opens, also not when the fleet is deployed. */
  readonly maintenanceWindow: MaintenanceWindow;

  /**
   * In which parts the fleet is tried, the last of which is `FleetWave.rest()`.
   *
   * @default - five desktops, then the rest
   */
  readonly waves?: FleetWave[];

  /**
   * How long after a wave has passed the next one begins.
   *
   * @default Duration.minutes(0)
   */
  readonly bakeTime?: Duration;

  /**
   * How many percent of a wave may fail, as a whole number from 0 to 100: rounded down, but at least one desktop unless it is 0. Desktops that
   * cannot be tried are no part of the wave then. When more have failed, no further desktop is tried and the run fails, and
   * so do later runs, until `revision` or the tolerance is changed, or desktops are excluded.
   *
   * @default 5
   */
  readonly toleratedFailurePercentage?: number;

  /**
   * How many desktops are out of service at once, from 1 to 1,000. The service allows an account 2 calls per second by default: above 200
   * synthesis warns.
   *
   * @default 100
   */
  readonly maxConcurrency?: number;

  /**
   * What happens if the user of a desktop is connected. With `WAIT` the desktop is left alone, is looked at every 15 minutes
   * until the cutoff, and again in the next window.
   *
   * @default WhenUserConnected.WAIT
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * How long the installation on one desktop may take. Then the desktop counts as failed.
   *
   * @default Duration.hours(2)
   */
  readonly installationTimeout?: Duration;

  /**
   * Whether a desktop is rebooted after an installation, which is the documented remedy for a licence that is not active.
   *
   * @default false
   */
  readonly rebootAfterInstallation?: boolean;

  /**
   * Any text. A desktop that has failed is not tried again by itself, because each try is an outage; another text has all of them tried
   * once more.
   *
   * @default ''
   */
  readonly revision?: string;

  /**
   * Whether the fleet is at work. `false` pauses it, also a run in progress: what runs is watched to its end, and nothing
   * begins.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The name of the fleet in marks on desktops, in its parameter and in reports: 1 to 64 letters, digits and hyphens. It must
   * not change: under another name the fleet is another one.
   *
   * @default - the name of the stack and the id of the construct
   */
  readonly fleetName?: string;

  /**
   * Where reports are kept, under the name of the fleet.
   *
   * @default - a bucket of its own: encrypted, private, retained when the stack is deleted; runs are kept for 90 days
   */
  readonly reportBucket?: IBucket;

  /**
   * Receives a message at the end of each run, in words for the screen of a phone, and the alarms.
   *
   * @default - none
   */
  readonly notificationTopic?: ITopic;

  /**
   * Receives an event when a run begins and ends, when a wave has passed, when a desktop has failed, and before a window, if `announceBefore` is
   * set. Delivery is best effort.
   *
   * @default - none
   */
  readonly eventBus?: IEventBus;

  /**
   * How long before each window an event names the users whose desktops it is expected to change, for those who want to warn them: in whole minutes, at most 24 hours.
   * The list of all of them is `<name>/ahead/report.csv` in the report bucket.
   *
   * @default - windows are not announced
   */
  readonly announceBefore?: Duration;
}
