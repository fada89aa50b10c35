import { stageOf } from '../../lambda/reconcile/states';
import type { Application, Desktop, Installation } from '../../lambda/service/workspaces';
import type { TaggedWorkspace } from '../aws/tagging';
import { isoOf } from '../terminal/print';
import { holdersOf } from './holders';

/** One application on one WorkSpace; a WorkSpace without applications is one row without an application. */
export interface Row {
  readonly workspaceId: string;
  readonly directoryId: string;
  readonly userName: string;
  readonly computerName: string;
  readonly state: string;
  readonly applicationId?: string;
  readonly applicationName?: string;
  /** The state of the association; ABSENT if an application is held that is not there. */
  readonly applicationState?: string;
  readonly since?: string;
  readonly errorCode?: string;
  readonly holders: readonly string[];
}

/** What an inventory found. */
export interface Found {
  readonly desktops: readonly Desktop[];
  readonly applications: readonly Application[];
  readonly installations: readonly Installation[];
  readonly tagged: readonly TaggedWorkspace[];
}

export function rowsOf({ desktops, applications, installations, tagged }: Found): readonly Row[] {
  const names = new Map(applications.map(({ applicationId, name }) => [applicationId, name]));
  const tags = new Map(tagged.map((one) => [one.workspaceId, one.tags]));
  const byDesktop = new Map<string, Installation[]>();
  for (const one of installations) {
    if (stageOf(one.state) === 'absent') continue;
    byDesktop.set(one.workspaceId, [...(byDesktop.get(one.workspaceId) ?? []), one]);
  }
  return [...desktops]
    .sort((a, b) => a.userName.localeCompare(b.userName, 'en') || a.workspaceId.localeCompare(b.workspaceId))
    .flatMap(({ compute, operatingSystem, ...desktop }): readonly Row[] => {
      const holders = holdersOf(tags.get(desktop.workspaceId) ?? {}, desktop.workspaceId);
      const there = byDesktop.get(desktop.workspaceId) ?? [];
      const ids = [...new Set([...there.map(({ applicationId }) => applicationId), ...holders.keys()])].sort();
      if (ids.length === 0) return [{ ...desktop, holders: [] }];
      return ids.map((applicationId) => ({
        ...desktop,
        ...about(
          applicationId,
          there.find((one) => one.applicationId === applicationId),
          names,
        ),
        holders: holders.get(applicationId) ?? [],
      }));
    });
}

const about = (applicationId: string, installation: Installation | undefined, names: ReadonlyMap<string, string>) => ({
  applicationId,
  applicationName: names.get(applicationId),
  applicationState: installation?.state ?? 'ABSENT',
  since: isoOf(installation?.updated ?? installation?.created),
  errorCode: installation?.errorCode,
});
