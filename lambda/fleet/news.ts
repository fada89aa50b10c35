import { FLEET_METRIC } from '../contract/fleet';
import { sortFault } from '../service/faults';
import { clip } from '../service/text';
import { formatSecond, SECOND } from '../service/time';
import { mailOf } from './mail';
import type { WaveProgress } from './progress';
import type { Report } from './report';
import type { Run } from './run';
import type { Present } from './store';
import type { FleetTools } from './tools';

/** Desktops that one event names. The list has all of them. */
const MOST = 100;

export const tellBegin = ({ id, startedAt, cutoff }: Run, { tell }: FleetTools): Promise<void> =>
  tell('Run Began', {
    run: id,
    startedAt: formatSecond(startedAt),
    ...(cutoff > 0 && { cutoff: formatSecond(cutoff) }),
  });

/** Sends an event for each wave that has passed between two surveys. */
export async function tellPassed(
  { id }: Run,
  waves: readonly WaveProgress[],
  indexes: readonly number[],
  { tell }: FleetTools,
): Promise<void> {
  for (const index of indexes) {
    const found = waves[index];
    if (!found) continue;
    const { wave, what, desktops, done, failed, tolerated } = found;
    await tell('Wave Passed', { run: id, wave, what, desktops, done, failed, tolerated });
  }
}

/** A line in the log, which becomes a metric; an event; and a mail, if the fleet has a topic. */
export async function tellEnd(
  report: Report,
  { declaration: { topicArn } }: Present,
  tools: FleetTools,
): Promise<void> {
  const { run, ended, counts, left, windowsLeft, expectedEnd } = report;
  const url = tools.store.urlOf(tools.store.keys.report(run));
  tools.log('INFO', FLEET_METRIC.message, { [FLEET_METRIC.value]: left + counts.FAILED });
  await tools.tell('Run Ended', {
    run,
    ok: ended?.ok ?? true,
    ...(ended?.code !== undefined && { code: ended.code }),
    why: ended?.why ?? '',
    counts,
    left,
    windowsLeft,
    ...(expectedEnd !== undefined && { expectedEnd }),
    report: `${url}.json`,
  });
  const { subject, message } = mailOf(report, url);
  await send(topicArn, subject, message, tools);
}

/** Sends a mail, if the fleet has a topic. One that cannot be sent is a line in the log, and does not fail the run. */
export async function send(
  topicArn: string | undefined,
  subject: string,
  message: string,
  { topics, log }: FleetTools,
): Promise<void> {
  if (topicArn === undefined) return;
  try {
    await topics.publish(topicArn, subject, message);
  } catch (error) {
    const { exception, message: said } = sortFault(error);
    log('WARN', 'mail not sent', { topic: topicArn, exception, said: clip(said, 300) });
  }
}

/** Says whose desktops the next window is expected to change, so that they can be warned. */
export async function tellAhead(
  report: Report,
  opensAt: number,
  { declaration }: Present,
  tools: FleetTools,
): Promise<void> {
  const { store, tell } = tools;
  const { durationSeconds, cutoffSeconds } = declaration.window;
  const cutoff = opensAt + (durationSeconds - cutoffSeconds) * SECOND;
  const own = report.desktops.filter(({ expectedAt }) => expectedAt !== undefined && Date.parse(expectedAt) < cutoff);
  await store.keepReport({ ...report, desktops: own }, [store.keys.ahead]);
  await tell('Window Ahead', {
    opensAt: formatSecond(opensAt),
    desktops: own.length,
    users: own.slice(0, MOST).map(({ workspaceId, userName, expectedAt }) => ({ workspaceId, userName, expectedAt })),
    list: `${store.urlOf(store.keys.ahead)}.csv`,
  });
}
