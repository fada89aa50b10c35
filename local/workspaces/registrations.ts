import type { AssociationState } from '@aws-sdk/client-workspaces';
import type { Application } from './catalogue';
import type { Association, Desktop } from './desktop';
import { busy, resourceAlreadyExists, resourceNotFound } from './errors';
import type { Readings } from './readings';
import { occupies, readinessOf, refuseRivals, refuseUnfit, refuseUnready } from './rules';
import type { Aim } from './states';

/** What a registration does to an association, by its state. */
type Effect = 'register' | 'revert' | 'exists' | 'unchanged' | 'busy' | 'failed' | 'missing';

const ASSOCIATE: Record<AssociationState | 'ABSENT', Effect> = {
  ABSENT: 'register',
  REMOVED: 'register',
  PENDING_INSTALL_DEPLOYMENT: 'exists',
  PENDING_INSTALL: 'exists',
  INSTALLING: 'exists',
  COMPLETED: 'exists',
  PENDING_UNINSTALL_DEPLOYMENT: 'revert',
  PENDING_UNINSTALL: 'revert',
  UNINSTALLING: 'busy',
  ERROR: 'failed',
};

const DISASSOCIATE: Record<AssociationState | 'ABSENT', Effect> = {
  ABSENT: 'missing',
  REMOVED: 'missing',
  PENDING_INSTALL_DEPLOYMENT: 'revert',
  PENDING_INSTALL: 'revert',
  INSTALLING: 'busy',
  COMPLETED: 'register',
  // The operation has no ResourceAlreadyExists to answer, so a second call succeeds like the first.
  PENDING_UNINSTALL_DEPLOYMENT: 'unchanged',
  PENDING_UNINSTALL: 'unchanged',
  UNINSTALLING: 'busy',
  ERROR: 'failed',
};

/** Associate and Disassociate: they only register what is wanted, or take it back. */
export class Registrations {
  constructor(
    private readonly readings: Readings,
    private readonly catalogue: ReadonlyMap<string, Application>,
    /** Whether a running deployment still has to do with the pair. */
    private readonly inDeployment: (desktop: Desktop, applicationId: string) => boolean,
  ) {}

  associate(desktop: Desktop, application: Application, now: number): Association {
    const { applicationId } = application;
    const existing = desktop.find(applicationId);
    const effect = ASSOCIATE[existing?.state ?? 'ABSENT'];
    this.refuseBusy(desktop, applicationId);
    if (effect === 'busy') throw busy(this.readings.busy, applicationId);
    if ((effect === 'exists' || effect === 'failed') && this.readings.associateExisting === 'fails') {
      throw resourceAlreadyExists();
    }
    if (existing && effect === 'exists') return existing;
    // An application that is to stay on the desktop is not checked: one that can only be uninstalled may be kept.
    if (!existing?.installed) refuseUnfit(application, desktop);
    this.refuseRivals(desktop, application);
    if (effect === 'failed') return this.registerFailed(desktop, applicationId, 'INSTALL', now);
    if (existing?.installed)
      return desktop.write(now, { ...existing, state: 'COMPLETED', aim: 'INSTALL', lastUpdated: now });
    return this.register(desktop, applicationId, 'INSTALL', now);
  }

  disassociate(desktop: Desktop, applicationId: string, now: number): Association {
    const existing = desktop.find(applicationId);
    this.refuseBusy(desktop, applicationId);
    const effect = DISASSOCIATE[existing?.state ?? 'ABSENT'];
    if (!existing || effect === 'missing') throw resourceNotFound(applicationId);
    if (effect === 'busy') throw busy(this.readings.busy, applicationId);
    if (effect === 'unchanged') return existing;
    if (effect === 'failed') return this.registerFailed(desktop, applicationId, 'UNINSTALL', now);
    if (effect === 'revert' && !existing.installed && this.readings.revertedInstall === 'vanishes') {
      desktop.erase(now, applicationId);
      return { ...existing, state: 'REMOVED', aim: 'UNINSTALL', lastUpdated: now };
    }
    return this.register(desktop, applicationId, 'UNINSTALL', now);
  }

  private refuseBusy(desktop: Desktop, applicationId: string): void {
    if (this.inDeployment(desktop, applicationId)) throw busy(this.readings.busy, applicationId);
    if (readinessOf(desktop) === 'busy' && this.readings.registerWhileBusy === 'is accepted') return;
    refuseUnready(desktop, this.readings.busy);
  }

  private refuseRivals(desktop: Desktop, application: Application): void {
    if (this.readings.incompatibility === 'at Deploy') return;
    const beside = desktop.associations().filter((association) => occupies(association, this.readings.swap));
    refuseRivals(
      application,
      beside.map((association) => this.catalogue.get(association.applicationId)),
    );
  }

  private registerFailed(desktop: Desktop, applicationId: string, aim: Aim, now: number): Association {
    const existing = desktop.find(applicationId);
    if (existing && this.readings.registerOnError === 'stays ERROR') {
      // Nothing that a reader sees has changed, so neither has LastUpdatedTime.
      return desktop.write(now, { ...existing, aim });
    }
    return this.register(desktop, applicationId, aim, now);
  }

  private register(desktop: Desktop, applicationId: string, aim: Aim, now: number): Association {
    const existing = desktop.find(applicationId);
    const listed = existing && existing.state !== 'REMOVED' ? existing.created : undefined;
    const kept = this.readings.reassociation === 'keeps Created' ? desktop.createdFirst(applicationId) : undefined;
    return desktop.write(now, {
      applicationId,
      aim,
      state: registeredState(aim, this.readings.registered),
      created: listed ?? kept ?? now,
      lastUpdated: now,
      installed: existing?.installed ?? false,
    });
  }
}

const REGISTERED: Record<Readings['registered'], Record<Aim, AssociationState>> = {
  PENDING_INSTALL_DEPLOYMENT: { INSTALL: 'PENDING_INSTALL_DEPLOYMENT', UNINSTALL: 'PENDING_UNINSTALL_DEPLOYMENT' },
  PENDING_INSTALL: { INSTALL: 'PENDING_INSTALL', UNINSTALL: 'PENDING_UNINSTALL' },
};

/** The state of what is registered and waits for a deployment. */
export const registeredState = (aim: Aim, reading: Readings['registered']): AssociationState =>
  REGISTERED[reading][aim];
