import { applicationOf, desktopOf, pairOf } from './desks';

const KEY = /^cdk-workspaces-applications:(wsa-[0-9a-z]{8,63}):(.+)$/;
const OUR_ID = /^(ws-[0-9a-z]+)\/(.+)$/;

/** What a tag says. A mark that holds may be about to leave. */
const KINDS = ['holds', 'leaving', 'absent', 'tried'] as const;
export type Kind = (typeof KINDS)[number] | 'unknown';

/** A tag of a resource about an application, as the service has it. */
export interface Mark {
  readonly key: string;
  readonly pair: string;
  readonly token: string;
  readonly kind: Kind;
  /** When the application was last registered under it, as it says. */
  readonly at: number;
}

/**
 * The mark that a tag of a WorkSpace is, if it is one. What names another WorkSpace came with a migration, and is none.
 * This reads on its own what the handler writes: `1 holds ws-0abc12345 at=...`.
 */
export function markOf(workspaceId: string, key: string, value: string): Mark | undefined {
  const [, applicationId, token] = KEY.exec(key) ?? [];
  const [, name, desktop] = value.split(' ');
  if (!applicationId || !token || desktop !== workspaceId) return undefined;
  const kind = KINDS.find((known) => known === name) ?? 'unknown';
  const [, at = ''] = / at=(\S+)/.exec(value) ?? [];
  return { key, pair: pairOf(workspaceId, applicationId), token, kind, at: Date.parse(at) };
}

export const holds = ({ kind }: Mark): boolean => kind === 'holds' || kind === 'leaving';

/** The desktop and the token of a physical id; undefined for one that CloudFormation or the framework invented. */
export function identityOf(physicalId: unknown): { readonly workspaceId: string; readonly token: string } | undefined {
  const [, workspaceId, token] = OUR_ID.exec(String(physicalId)) ?? [];
  return workspaceId && token ? { workspaceId, token } : undefined;
}

/** What became of every mark, beyond what the tags of a moment show. */
export class MarkBook {
  /** Where each token ever held what. */
  private readonly pairs = new Map<string, Set<string>>();
  /** When a mark was last written, by pair and token. */
  private readonly written = new Map<string, number>();
  /** Marks that somebody else took away, or that were refused. */
  private readonly lost = new Set<string>();
  /** Marks that a resource was not allowed to take away. */
  private readonly stuck = new Set<string>();
  /** Where a resource was about to move to when its update failed and was not rolled back, by desktop and token. */
  private readonly stranded = new Set<string>();
  /** Whose resource writes with a token. */
  private readonly owners = new Map<string, string>();

  wrote(mark: Mark): void {
    const id = idOf(mark.pair, mark.token);
    if (holds(mark)) this.pairs.set(mark.token, (this.pairs.get(mark.token) ?? new Set()).add(mark.pair));
    this.written.set(id, mark.at);
    if (holds(mark)) this.lost.delete(id);
  }

  tookAway({ pair, token }: Mark): void {
    this.stuck.delete(idOf(pair, token));
  }

  /** The cleaner, CloudFormation or the service itself has taken a mark away. */
  lose({ pair, token }: Pick<Mark, 'pair' | 'token'>): void {
    this.lost.add(idOf(pair, token));
  }

  refusedToDelete({ pair, token }: Mark): void {
    this.stuck.add(idOf(pair, token));
  }

  strand(desktop: string, token: string): void {
    this.stranded.add(`${desktop} ${token}`);
  }

  arrive(desktop: string, token: string): void {
    this.stranded.delete(`${desktop} ${token}`);
  }

  isStranded = (desktop: string, token: string): boolean => this.stranded.has(`${desktop} ${token}`);

  /** Whether what a token should hold may have no mark. */
  isLost = (pair: string, token: string): boolean => this.lost.has(idOf(pair, token));

  /** Whether any mark of an application is lost. */
  hasLost = (pair: string): boolean => [...this.lost].some((id) => id.startsWith(`${pair} `));

  isStuck = ({ pair, token }: Mark): boolean => this.stuck.has(idOf(pair, token));

  writtenAt = ({ pair, token }: Pick<Mark, 'pair' | 'token'>): number => this.written.get(idOf(pair, token)) ?? 0;

  heldBy = (token: string): ReadonlySet<string> => this.pairs.get(token) ?? new Set();

  /** Every token that ever held an application on a desktop. */
  holdersOf = (pair: string): readonly string[] =>
    [...this.pairs].flatMap(([token, pairs]) => (pairs.has(pair) ? [token] : []));

  /** Every token that ever held something. */
  get tokens(): readonly string[] {
    return [...this.pairs.keys()];
  }

  /** Whether the resource may write with the token: no other resource did so before. */
  claims(token: string, owner: string): boolean {
    const known = this.owners.get(token);
    if (known === undefined) this.owners.set(token, owner);
    return known === undefined || known === owner;
  }

  ownerOf = (token: string): string | undefined => this.owners.get(token);
}

const idOf = (pair: string, token: string): string => `${desktopOf(pair)} ${applicationOf(pair)} ${token}`;
