/**
 * What the documentation leaves open, as switches: each plausible reading of the service is one value. The handler must
 * work under every combination.
 */
export interface Readings {
  /** An association whose uninstall has ended is listed in state REMOVED, or is no longer listed. */
  readonly removed: 'stays listed' | 'vanishes';
  /**
   * Associate on a pair that is installed, installing or pending: ResourceAlreadyExists, or success that changes
   * nothing.
   */
  readonly associateExisting: 'fails' | 'succeeds';
  /** How a WorkSpace that is in a transition, or an application that is moving, is refused. */
  readonly busy: 'ResourceInUseException' | 'OperationNotSupportedException';
  /**
   * Disassociate on an install that was never deployed: the record goes at once, or it waits for a deployment as an
   * uninstall.
   */
  readonly revertedInstall: 'vanishes' | 'becomes a pending uninstall';
  /** The state of what is registered and not deployed; an uninstall is named alike. */
  readonly registered: 'PENDING_INSTALL_DEPLOYMENT' | 'PENDING_INSTALL';
  /** Which of the optional timestamps an association carries. */
  readonly timestamps: 'both' | 'no Created' | 'no LastUpdatedTime' | 'none';
  /** Whether an application that is associated again keeps the Created of the first time. */
  readonly reassociation: 'renews Created' | 'keeps Created';
  /** Whether a forced retry that fails again moves LastUpdatedTime. */
  readonly repeatedFailure: 'moves LastUpdatedTime' | 'keeps LastUpdatedTime';
  /** How far the Describe operations lag behind a write. */
  readonly describeLagSeconds: number;
  /** What one application's failure does to those of the same deployment whose turn has not come. */
  readonly failure: 'spares the others' | 'leaves the others pending' | 'fails the others';
  /** Whether a STOPPED WorkSpace deploys. */
  readonly stopped: 'deploys' | 'is refused';
  readonly throttleStatus: 400 | 429;
  /** Which call answers IncompatibleApplications first. */
  readonly incompatibility: 'at Associate' | 'at Deploy';
  /**
   * Whether the removal of an edition and the install of its rival may share a deployment, or the removal must have
   * ended before.
   */
  readonly swap: 'in one deployment' | 'removal first';
  /** Deploy with nothing to deploy: OperationNotSupported, or success without an outage. */
  readonly emptyDeploy: 'is refused' | 'succeeds';
  /**
   * Associate or Disassociate on an ERROR: it becomes pending, or stays ERROR, with the new aim, until a forced
   * deployment.
   */
  readonly registerOnError: 'becomes pending' | 'stays ERROR';
  /**
   * Associate or Disassociate, for an application that is not itself moving, while the WorkSpace is in a transition.
   */
  readonly registerWhileBusy: 'is refused' | 'is accepted';
  /** How far DescribeTags lags behind CreateTags and DeleteTags. */
  readonly tagLagSeconds: number;
  /** In which states of a WorkSpace CreateTags and DeleteTags are taken. */
  readonly tagging: 'in every state' | 'not in a transition' | 'only while AVAILABLE';
  /** How they are refused in the others. */
  readonly tagRefusal: 'InvalidParameterValuesException' | 'OperationNotSupportedException';
  /** The Created of an application that came with the bundle. */
  readonly bundled: 'created with the WorkSpace' | 'created with the image';
  /** Whether the applications of one deployment are installed one after another, or side by side once all removals are done. */
  readonly installsAddUp: boolean;
}

/** For each switch every value, so that a test can combine them; the default comes first. */
export const ALL_READINGS: { readonly [K in keyof Readings]: readonly [Readings[K], ...Readings[K][]] } = {
  removed: ['stays listed', 'vanishes'],
  associateExisting: ['fails', 'succeeds'],
  busy: ['ResourceInUseException', 'OperationNotSupportedException'],
  revertedInstall: ['vanishes', 'becomes a pending uninstall'],
  registered: ['PENDING_INSTALL_DEPLOYMENT', 'PENDING_INSTALL'],
  timestamps: ['both', 'no Created', 'no LastUpdatedTime', 'none'],
  reassociation: ['renews Created', 'keeps Created'],
  repeatedFailure: ['moves LastUpdatedTime', 'keeps LastUpdatedTime'],
  describeLagSeconds: [0, 5],
  failure: ['spares the others', 'leaves the others pending', 'fails the others'],
  stopped: ['deploys', 'is refused'],
  throttleStatus: [400, 429],
  incompatibility: ['at Associate', 'at Deploy'],
  swap: ['in one deployment', 'removal first'],
  emptyDeploy: ['is refused', 'succeeds'],
  registerOnError: ['becomes pending', 'stays ERROR'],
  registerWhileBusy: ['is refused', 'is accepted'],
  tagLagSeconds: [0, 5],
  tagging: ['in every state', 'not in a transition', 'only while AVAILABLE'],
  tagRefusal: ['InvalidParameterValuesException', 'OperationNotSupportedException'],
  bundled: ['created with the WorkSpace', 'created with the image'],
  installsAddUp: [true, false],
};

/** One value of each switch, as `choose` picks it from all of them. */
export function chooseReadings(choose: <T>(values: readonly [T, ...T[]]) => T): Readings {
  return {
    removed: choose(ALL_READINGS.removed),
    associateExisting: choose(ALL_READINGS.associateExisting),
    busy: choose(ALL_READINGS.busy),
    revertedInstall: choose(ALL_READINGS.revertedInstall),
    registered: choose(ALL_READINGS.registered),
    timestamps: choose(ALL_READINGS.timestamps),
    reassociation: choose(ALL_READINGS.reassociation),
    repeatedFailure: choose(ALL_READINGS.repeatedFailure),
    describeLagSeconds: choose(ALL_READINGS.describeLagSeconds),
    failure: choose(ALL_READINGS.failure),
    stopped: choose(ALL_READINGS.stopped),
    throttleStatus: choose(ALL_READINGS.throttleStatus),
    incompatibility: choose(ALL_READINGS.incompatibility),
    swap: choose(ALL_READINGS.swap),
    emptyDeploy: choose(ALL_READINGS.emptyDeploy),
    registerOnError: choose(ALL_READINGS.registerOnError),
    registerWhileBusy: choose(ALL_READINGS.registerWhileBusy),
    tagLagSeconds: choose(ALL_READINGS.tagLagSeconds),
    tagging: choose(ALL_READINGS.tagging),
    tagRefusal: choose(ALL_READINGS.tagRefusal),
    bundled: choose(ALL_READINGS.bundled),
    installsAddUp: choose(ALL_READINGS.installsAddUp),
  };
}

/** What the service's own words and names make most likely. */
export const DEFAULT_READINGS: Readings = chooseReadings(([first]) => first);

/** Every reading that departs from the default in one switch alone, named for a table of tests. */
export function singleDepartures(): { readonly name: string; readonly readings: Partial<Readings> }[] {
  return Object.entries(ALL_READINGS).flatMap(([key, [, ...others]]) =>
    others.map((value) => ({ name: `${key}: ${value}`, readings: { [key]: value } })),
  );
}
