import { stageOf } from '../../lambda/reconcile/states';
import type { Application } from '../../lambda/service/workspaces';
import type { Desk } from './desk';
import type { Note } from './request';

/** AWS documents that the editions and releases of these must match on one WorkSpace. */
const LINES = [/^Microsoft (Office|Visio|Project)\b/, /^Microsoft Visual Studio\b/];
const EDITION = /\b(Standard|Professional|Enterprise)\b/;
const RELEASE = /\b20\d\d\b/;

/** Applications that would be together on a WorkSpace, and of which the service may refuse one: only their names show the edition. */
export function rivalsOn(desk: Desk, applications: ReadonlyMap<string, Application>): Note | undefined {
  if (desk.outages.length === 0) return undefined;
  const names = [...desk.observe(Number.POSITIVE_INFINITY).values()]
    .filter(({ state }) => stageOf(state) === 'installed')
    .flatMap(({ applicationId }) => applications.get(applicationId)?.name ?? []);
  const rivals = LINES.map((line) => names.filter((name) => line.test(name))).find(
    (line) => new Set(line.map(kindOf)).size > 1,
  );
  return (
    rivals && {
      name: desk.workspaceId,
      what: `whether the service takes ${rivals.join(' beside ')}: editions and releases must match`,
    }
  );
}

const kindOf = (name: string): string => `${EDITION.exec(name)?.[0]} ${RELEASE.exec(name)?.[0]}`;
