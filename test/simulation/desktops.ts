import type { ConnectionState } from '@aws-sdk/client-workspaces';
import { type JsonObject, textAt } from '../../local/transport/json';
import type { WorkspacesSimulator } from '../../local/workspaces';
import type { VirtualClock } from '../../testkit/virtual-clock';
import { DESKTOPS, desktopOf, pairOf } from './desks';
import type { Ghosts } from './ghosts';
import { type Mark, MarkBook, markOf } from './marks';
import type { Picture } from './records';

const SECOND = 1000;
/** How long CloudFormation takes to make a WorkSpace. */
const MAKING = 20 * SECOND;

/** The WorkSpaces, their users and their tags, beyond what the API shows. */
export class Desktops {
  readonly book = new MarkBook();
  /** When the colleague last associated or disassociated what. */
  readonly meddling = new Map<string, number>();
  /** Until when the service shows an application in an unknown state. */
  readonly disguises = new Map<string, number>();
  private readonly places: string[] = [...DESKTOPS];
  private readonly ids: string[] = [...DESKTOPS];
  private readonly sentHome = new Map<string, number>();
  /** Since when the user of a desktop is connected or not. */
  private readonly connectedSince = new Map<string, number>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly simulator: WorkspacesSimulator,
    private readonly ghosts: Ghosts,
  ) {
    for (const desktop of DESKTOPS)
      for (const { applicationId } of simulator.associations(desktop))
        ghosts.bring(pairOf(desktop, applicationId), { by: { kind: 'start' }, since: 0, marked: [] });
  }

  /** The id of a desktop from the start, another one since it has migrated; behind them, of the newest that a stack made. */
  at(place: number): string {
    return this.places[place] ?? '';
  }

  /** Every WorkSpace that ever was. */
  get all(): readonly string[] {
    return this.ids;
  }

  exists = (desktop: string): boolean => !this.stateOf(desktop).startsWith('TERMINAT');

  stateOf = (desktop: string): string => this.simulator.workspace(desktop)?.state ?? 'TERMINATED';

  /** As CloudFormation makes a WorkSpace: with what its bundle brings, and unseen for a moment. */
  async make(properties: JsonObject, tags: Readonly<Record<string, string>>, unseen: number): Promise<string> {
    await this.clock.sleep(MAKING);
    const workspaceId = `ws-0own${String(this.ids.length).padStart(5, '0')}`;
    const userName = textAt(properties, 'UserName') ?? '';
    const bundleId = textAt(properties, 'BundleId') ?? '';
    this.simulator.addWorkspace({ workspaceId, userName, bundleId, tags }, unseen);
    this.add(workspaceId, DESKTOPS.length);
    return workspaceId;
  }

  remove(workspaceId: string): void {
    if (this.simulator.workspace(workspaceId)) this.simulator.terminate(workspaceId);
  }

  /** The desktop gets another id, keeps its tags, and loses what was installed: what its bundle brings is on it. */
  migrate(place: 0 | 1): void {
    const before = this.at(place);
    if (!this.exists(before)) return;
    const workspaceId = `ws-0moved${String(this.ids.length).padStart(5, '0')}`;
    this.simulator.migrate(before, workspaceId);
    this.add(workspaceId, place);
  }

  /** As CloudFormation tags a WorkSpace. @param instead the keys whose tags go first; all of them if absent */
  tag(desktop: string, tags: Readonly<Record<string, string>>, instead?: readonly string[]): void {
    if (!this.simulator.workspace(desktop)) return;
    if (!instead) this.loseTags(desktop, () => true);
    const kept = Object.entries(this.tagsOf(desktop)).filter(([key]) => instead && !instead.includes(key));
    this.simulator.setTags(desktop, { ...Object.fromEntries(kept), ...tags });
  }

  private add(workspaceId: string, place: number): void {
    this.ids.push(workspaceId);
    this.places[place] = workspaceId;
    for (const { applicationId } of this.simulator.associations(workspaceId))
      this.ghosts.bring(pairOf(workspaceId, applicationId), {
        by: { kind: 'bundle' },
        since: this.clock.now(),
        marked: [],
      });
  }

  tagsOf(desktop: string): Readonly<Record<string, string>> {
    return this.simulator.workspace(desktop) ? this.simulator.tags(desktop) : {};
  }

  marksOn(desktop: string): readonly Mark[] {
    return Object.entries(this.tagsOf(desktop)).flatMap(([key, value]) => markOf(desktop, key, value) ?? []);
  }

  /** Whether several holders went, and none of them could say so. */
  haveGoneUnsaid = (pair: string): boolean => this.marksOf(pair).filter(this.book.isStuck).length > 1;

  marksOf = (pair: string): readonly Mark[] => this.marksOn(desktopOf(pair)).filter((mark) => mark.pair === pair);

  /** Somebody who does not know our tags takes some of them away. */
  loseTags(desktop: string, isLost: (mark: Mark, index: number, all: readonly Mark[]) => boolean): void {
    const lost = this.marksOn(desktop).filter(isLost);
    for (const mark of lost) this.book.lose(mark);
    const keys = lost.map(({ key }) => key);
    const kept = Object.entries(this.tagsOf(desktop)).filter(([key]) => !keys.includes(key));
    if (lost.length > 0) this.simulator.setTags(desktop, Object.fromEntries(kept));
  }

  /** The user of a desktop comes or goes. */
  connect(desktop: string, connection: ConnectionState): void {
    const present = this.simulator.workspace(desktop);
    if (!present || present.connection === connection) return;
    if (present.state !== 'AVAILABLE' && connection !== 'DISCONNECTED') return;
    this.simulator.setConnection(desktop, connection);
    this.connectedSince.set(desktop, this.clock.now());
  }

  connectedOrNotSince = (desktop: string): number => this.connectedSince.get(desktop) ?? 0;

  /** For good: what was there by now does not come back. */
  sendHome(desktop: string): void {
    this.connect(desktop, 'DISCONNECTED');
    this.sentHome.set(desktop, this.clock.now());
  }

  wasSentHome(desktop: string, since: number): boolean {
    return (this.sentHome.get(desktop) ?? 0) >= since;
  }

  /** Whether the colleague has associated or disassociated the application on the desktop, from `since` on if given. */
  hasMeddled(pair: string, since = 0): boolean {
    return (this.meddling.get(pair) ?? -1) >= since;
  }

  /** What the desktops are like now, beyond what the API shows. */
  picture(): Picture {
    return new Map(
      this.ids.flatMap((desktop) => {
        const run = this.simulator.deploymentsOf(desktop).find(({ end }) => end === undefined);
        return this.simulator.associations(desktop).map((association) => {
          const { applicationId, state, lastUpdated } = association;
          const isInRun = run?.applications.some((turn) => turn.applicationId === applicationId) ?? false;
          const isUnderWay = isInRun && /^PENDING_|ING$/.test(state);
          const underWaySince = isUnderWay ? Math.max(run?.begin ?? 0, lastUpdated) : undefined;
          return [pairOf(desktop, applicationId), { ...association, underWaySince }] as const;
        });
      }),
    );
  }
}
