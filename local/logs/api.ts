import { ServiceError } from '../cloudformation/errors';
import { arn, type Environment } from '../environment';
import { answerJson, type JsonCall, refuseOthers } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { isList, type JsonObject, textAt } from '../transport/json';
import { matcherOf } from './filter-pattern';
import type { LogGroup, LogStore, NumberedLine } from './log-store';

const MOST_EVENTS = 10_000;
const MOST_NAMES = 50;

interface Shelf {
  readonly store: LogStore;
  readonly environment: Environment;
  /** Renders a moment of the embedded AWS's clock for the caller, in milliseconds since the epoch. */
  readonly shown: (time: number) => number;
}

const GROUP = ['logGroupName', 'logGroupIdentifier'];
const PAGE = ['limit', 'nextToken'];
const SPAN = ['startTime', 'endTime'];

/** What each call supports, and how it is answered. Other calls, such as StartLiveTail, are refused by name. */
const CALLS: Readonly<
  Record<string, { readonly members: readonly string[]; readonly answer: (shelf: Shelf, input: JsonObject) => unknown }>
> = {
  DescribeLogGroups: { members: ['logGroupNamePrefix', 'logGroupNamePattern', ...PAGE], answer: describeGroups },
  DescribeLogStreams: {
    members: [...GROUP, ...PAGE, 'logStreamNamePrefix', 'orderBy', 'descending'],
    answer: describeStreams,
  },
  FilterLogEvents: {
    members: [...GROUP, ...PAGE, ...SPAN, 'logStreamNames', 'logStreamNamePrefix', 'filterPattern', 'interleaved'],
    answer: filterEvents,
  },
  GetLogEvents: { members: [...GROUP, ...PAGE, ...SPAN, 'logStreamName', 'startFromHead'], answer: getEvents },
};

/** The calls that read logs. */
export function handleLogs(
  store: LogStore,
  environment: Environment,
  shown: Shelf['shown'],
  request: HttpRequest,
): Promise<HttpResponse> {
  const calls = Object.entries(CALLS).map(([name, { members, answer }]): [string, JsonCall] => [
    name,
    (input) => {
      refuseOthers(name, input, members);
      return answer({ store, environment, shown }, input);
    },
  ]);
  return answerJson(request, Object.fromEntries(calls));
}

function describeGroups({ store, environment, shown }: Shelf, input: JsonObject) {
  const { logGroupNamePrefix: prefix = '', logGroupNamePattern: part = '' } = input;
  const wanted = store.allGroups().filter(({ name }) => name.startsWith(String(prefix)) && name.includes(String(part)));
  const { items, nextToken } = pageOf(wanted, input);
  const logGroups = items.map((group) => ({
    logGroupName: group.name,
    creationTime: Math.round(shown(group.creationTime)),
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: arn(environment, 'logs', `log-group:${group.name}:*`),
    logGroupArn: arn(environment, 'logs', `log-group:${group.name}`),
    logGroupClass: 'STANDARD',
    storedBytes: store.linesOf(group).reduce((bytes, { text }) => bytes + Buffer.byteLength(text), 0),
  }));
  return { logGroups, nextToken };
}

function describeStreams({ store, environment, shown }: Shelf, input: JsonObject) {
  const group = groupOf(store, input);
  const prefix = textAt(input, 'logStreamNamePrefix') ?? '';
  const streams = streamsOf(store, group).filter(({ name }) => name.startsWith(prefix));
  const byTime = input.orderBy === 'LastEventTime';
  streams.sort((a, b) => (byTime ? a.last - b.last : a.name < b.name ? -1 : 1));
  if (input.descending === true) streams.reverse();
  const { items, nextToken } = pageOf(streams, input);
  const logStreams = items.map(({ name, first, last }) => ({
    logStreamName: name,
    creationTime: Math.round(shown(first)),
    firstEventTimestamp: Math.round(shown(first)),
    lastEventTimestamp: Math.round(shown(last)),
    lastIngestionTime: Math.round(shown(last)),
    arn: arn(environment, 'logs', `log-group:${group.name}:log-stream:${name}`),
    storedBytes: 0,
  }));
  return { logStreams, nextToken };
}

function filterEvents(shelf: Shelf, input: JsonObject) {
  const matches = matcherOf(textAt(input, 'filterPattern') ?? '');
  const { logStreamNames: names, logStreamNamePrefix: prefix = '' } = input;
  const isWanted = ({ stream, text }: NumberedLine): boolean =>
    (!isList(names) || names.includes(stream)) && stream.startsWith(String(prefix)) && matches(text);
  const lines = between(shelf, input, shelf.store.linesOf(groupOf(shelf.store, input))).filter(isWanted);
  const from = lines.filter(({ number }) => number >= tokenOf(input));
  const page = from.slice(0, limitOf(input, MOST_EVENTS));
  const next = from[page.length];
  return {
    events: page.map((line) => ({ ...eventOf(shelf, line), logStreamName: line.stream, eventId: idOf(line) })),
    searchedLogStreams: [],
    nextToken: next && String(next.number),
  };
}

function getEvents(shelf: Shelf, input: JsonObject) {
  const group = groupOf(shelf.store, input);
  const stream = textAt(input, 'logStreamName') ?? '';
  const all = shelf.store.linesOf(group).filter((line) => line.stream === stream);
  if (all.length === 0) throw notFound('stream');
  const lines = between(shelf, input, all);
  const limit = limitOf(input, MOST_EVENTS);
  const [, direction, place] = /^([fb])\/(\d+)$/.exec(textAt(input, 'nextToken') ?? '') ?? [];
  const fromHead = direction === undefined ? input.startFromHead === true : direction === 'f';
  const at = place === undefined ? (fromHead ? 0 : lines.length) : Number(place);
  const [begin, end] = fromHead ? [at, Math.min(lines.length, at + limit)] : [Math.max(0, at - limit), at];
  return {
    events: lines.slice(begin, end).map((line) => eventOf(shelf, line)),
    // A token that leads no further is the one that was given.
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${begin}`,
  };
}

/** The lines of a time span in the caller's time; its end is not part of it. */
function between({ shown }: Shelf, input: JsonObject, lines: readonly NumberedLine[]): NumberedLine[] {
  const start = Number(input.startTime ?? 0);
  const end = Number(input.endTime ?? Number.POSITIVE_INFINITY);
  return lines.filter(({ time }) => Math.round(shown(time)) >= start && Math.round(shown(time)) < end);
}

const eventOf = ({ shown }: Shelf, { time, text }: NumberedLine) => {
  const timestamp = Math.round(shown(time));
  return { timestamp, message: text, ingestionTime: timestamp };
};

const idOf = ({ number }: NumberedLine): string => String(number).padStart(56, '0');

function streamsOf(store: LogStore, group: LogGroup) {
  const streams = new Map<string, { readonly name: string; readonly first: number; last: number }>();
  for (const { stream, time } of store.linesOf(group)) {
    const known = streams.get(stream);
    if (known) known.last = time;
    else streams.set(stream, { name: stream, first: time, last: time });
  }
  return [...streams.values()];
}

function groupOf(store: LogStore, input: JsonObject): LogGroup {
  const identifier = textAt(input, 'logGroupIdentifier')?.replace(/^arn:[^:]+:logs:[^:]*:\d+:log-group:/, '');
  const name = textAt(input, 'logGroupName');
  if ((identifier === undefined) === (name === undefined)) {
    const message = 'Exactly one of logGroupName and logGroupIdentifier must be specified.';
    throw new ServiceError('InvalidParameterException', message);
  }
  const group = store.group(name ?? identifier ?? '');
  if (!group) throw notFound('group');
  return group;
}

const notFound = (what: 'group' | 'stream'): ServiceError =>
  new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`);

const tokenOf = (input: JsonObject): number => Number(textAt(input, 'nextToken') ?? 0);

function limitOf(input: JsonObject, most: number): number {
  const limit = Number(input.limit ?? most);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  const message = `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${most}`;
  throw new ServiceError('InvalidParameterException', message);
}

function pageOf<T>(items: readonly T[], input: JsonObject) {
  const start = tokenOf(input);
  const end = start + limitOf(input, MOST_NAMES);
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
