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
  /** The desktops of the fleet. */
  readonly targets: FleetTargets;

  /**
   * The ids of the applications that must be installed, such as `wsa-0def67890`. Together with `absentApplicationIds`
   * at most 20.
   *
   * An application that you drop stays installed, but the fleet does not look after it any more. To uninstall it, move
   * it to `absentApplicationIds`.
   *
   * @default - none
   */
  readonly applicationIds?: string[];

  /**
   * The ids of the applications that must not be on the desktops. They are uninstalled no matter who installed them,
   * unless a stack or another fleet declares them: such desktops are reported as CLAIMED.
   *
   * To uninstall what the fleet has installed, name it here, deploy, wait until the report says that 0 are left, and
   * then delete the fleet.
   *
   * @default - none
   */
  readonly absentApplicationIds?: string[];

  /**
   * When desktops may be changed. The deployment of the fleet changes no desktop: nothing happens before the first
   * window opens.
   */
  readonly maintenanceWindow: MaintenanceWindow;

  /**
   * The waves, in the order in which they are tried. The last one must be `FleetWave.rest()`.
   *
   * @default - five desktops, then the rest
   */
  readonly waves?: FleetWave[];

  /**
   * How long a run waits between a wave that has passed and the next one.
   *
   * @default Duration.minutes(0)
   */
  readonly bakeTime?: Duration;

  /**
   * The percentage of the desktops of a wave that may fail, a whole number from 0 to 100. The result is rounded down,
   * but is at least one desktop, unless the percentage is 0. Desktops that cannot be tried do not count.
   *
   * If more desktops fail, the run tries no further desktop and fails. Later runs fail too, until you change
   * `revision` or this percentage, or exclude desktops.
   *
   * @default 5
   */
  readonly toleratedFailurePercentage?: number;

  /**
   * How many desktops may be out of service at the same time, from 1 to 1,000. The service allows an account two calls
   * per second by default, so synthesis warns above 200.
   *
   * @default 100
   */
  readonly maxConcurrency?: number;

  /**
   * What happens if the user of a desktop is connected. With `WAIT` the desktop is left alone. The run looks at it
   * every 15 minutes until the cutoff, and the next run tries it again. With `DISCONNECT` the session ends.
   *
   * @default WhenUserConnected.WAIT
   */
  readonly whenUserConnected?: WhenUserConnected;

  /**
   * How long the installation on one desktop may take. After that the desktop counts as failed.
   *
   * @default Duration.hours(2)
   */
  readonly installationTimeout?: Duration;

  /**
   * Whether a desktop is rebooted after an installation. AWS advises this if a licence is not active.
   *
   * @default false
   */
  readonly rebootAfterInstallation?: boolean;

  /**
   * Any text. If you change it, all desktops that have failed are tried once more. Otherwise a desktop that has failed
   * is not tried again, because each attempt is an outage.
   *
   * @default ''
   */
  readonly revision?: string;

  /**
   * Whether the fleet changes desktops. `false` pauses it, also during a run: installations that have begun are
   * watched to their end, and no other begins.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The name of the fleet in marks on desktops, in its parameter and in reports: 1 to 64 letters, digits and hyphens.
   * Do not change it later, because another name means another fleet.
   *
   * @default - the name of the stack and the id of the construct
   */
  readonly fleetName?: string;

  /**
   * The bucket that keeps the reports, under the name of the fleet.
   *
   * @default - a bucket of its own: encrypted, private, and retained when the stack is deleted. It keeps the reports
   * of runs for 90 days
   */
  readonly reportBucket?: IBucket;

  /**
   * The topic that receives a message at the end of each run, short enough for the screen of a phone, and the alarms.
   *
   * @default - none
   */
  readonly notificationTopic?: ITopic;

  /**
   * The bus that receives an event when a run begins or ends, when a wave has passed, when a desktop has failed, and,
   * if `announceBefore` is set, before a window. Delivery is best effort.
   *
   * @default - none
   */
  readonly eventBus?: IEventBus;

  /**
   * How long before each window an event names the users whose desktops the run is expected to change, so that you can
   * warn them. In whole minutes, at most 24 hours. The list of all of them is `<name>/ahead/report.csv` in the report
   * bucket.
   *
   * @default - windows are not announced
   */
  readonly announceBefore?: Duration;
}
