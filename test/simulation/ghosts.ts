import type { Association } from '../../local/workspaces';
import type { Mark } from './marks';

/** The request of a resource. */
export interface Requester {
  readonly kind: 'request';
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  /** Undefined under an id that CloudFormation invented. */
  readonly token: string | undefined;
}

/** Who does something to a desktop. */
export type Author = Requester | { readonly kind: 'colleague' | 'bundle' | 'start' };

/** What the service does not say of an application that is on a desktop, or on its way there. */
export interface Presence {
  readonly by: Author;
  readonly since: number;
  /** The marks on it when it came. */
  readonly marked: readonly Mark[];
  /** Whether a resource of ours could not see that a colleague had been faster. */
  readonly isTaken?: true;
  /** Who has registered that it goes. */
  readonly removal?: Author;
}

type Before = Pick<Association, 'state' | 'installed'> | undefined;

/** Who really installed what. */
export class Ghosts {
  private readonly presences = new Map<string, Presence>();

  of = (pair: string): Presence | undefined => this.presences.get(pair);

  bring(pair: string, presence: Presence): void {
    this.presences.set(pair, presence);
  }

  /** An Associate that the service carried out: what is installed, or on its way, stays whose it is. */
  associate(pair: string, before: Before, presence: Presence): void {
    const known = this.presences.get(pair);
    if (known && before && isThere(before)) this.presences.set(pair, { ...known, removal: undefined });
    else this.presences.set(pair, presence);
  }

  disassociate(pair: string, before: Before, removal: Author): void {
    const known = this.presences.get(pair);
    if (known && before) this.presences.set(pair, { ...known, removal });
  }

  snapshot(): ReadonlyMap<string, Presence> {
    return new Map(this.presences);
  }
}

/** Whether an application is on the desktop, or on its way there by somebody's wish. */
const isThere = ({ state, installed }: NonNullable<Before>): boolean =>
  state !== 'REMOVED' && state !== 'ERROR' && (installed || !state.startsWith('PENDING_UNINSTALL'));
