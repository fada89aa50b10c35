import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { SECOND } from '../../../lambda/service/time';
import { CallFailure, type Calls } from '../../aws/calls';
import { EXIT, Failure } from '../../exit';
import type { Section } from '../result';
import { conclude, isComplete } from './conclude';
import { EXPERIMENTS, type Experiment } from './experiments';
import { parseRecord, type Recorded } from './records';
import { StackLab, StackMaker, type Tools } from './stack-lab';
import { namesOf } from './templates';

/** A line of the log may be late. */
const LOOKS = 12;
const INTERVAL = 5 * SECOND;

export interface RunTools extends Tools {
  readonly logs: CloudWatchLogsClient;
  readonly logCalls: Calls;
  /** Names of experiments that are not made. */
  readonly skip: readonly string[];
}

const wanted = ({ skip }: RunTools): readonly Experiment[] => EXPERIMENTS.filter(({ name }) => !skip.includes(name));

/** Runs what has not been run yet, removes everything, and says what was found out. @throws Failure */
export async function run(tools: RunTools): Promise<Section> {
  try {
    if (!tools.journal.now.isRead) await makeAll(tools);
  } catch (error) {
    await leave(tools);
    throw error;
  }
  const left = await remove(tools);
  return conclude(recordsIn(tools), tools.journal.now, left);
}

/** After a failure: keeps what was recorded, so that a later run can go on, and removes what was made. */
async function leave(tools: RunTools): Promise<void> {
  try {
    await keep(tools);
    const left = await remove(tools);
    for (const line of left) tools.say(`Left behind: ${line}`);
  } catch {
    tools.say(leftBehind(tools));
  }
}

/** What is there if nothing is done about it. */
export const leftBehind = ({ journal: { now } }: Pick<Tools, 'journal'>): string =>
  now.stacks.length === 0
    ? 'Nothing is left behind. --resume goes on'
    : `Left behind: the stacks ${now.stacks.join(', ')}. --resume goes on, --undo deletes them`;

async function makeAll(tools: RunTools): Promise<void> {
  const { journal, say, cdk } = tools;
  const { stack } = namesOf(journal.now.run);
  // What a run that was interrupted has left.
  await removeAll(
    tools,
    journal.now.stacks.filter((name) => name !== stack),
  );
  say(`Deploys ${stack}, which records what CloudFormation sends`);
  if (!(await new StackMaker(tools).deployRecorder(true))) {
    throw new Failure(
      `the CDK CLI could not deploy ${stack}. What next: read why in ${cdk.log}; the account must be bootstrapped (cdk bootstrap)`,
      EXIT.failed,
    );
  }
  // Side by side: each has a stack of its own, and most of the time is spent waiting.
  const ended = await Promise.allSettled(wanted(tools).map((one) => attempt(one, tools)));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  await read(tools);
}

async function attempt(experiment: Experiment, tools: RunTools): Promise<void> {
  const { name } = experiment;
  const { journal, say } = tools;
  if (journal.now.done[name] !== undefined) return;
  const number = (journal.now.attempts[name] ?? 0) + 1;
  journal.note({ attempts: { ...journal.now.attempts, [name]: number } });
  await experiment.run(new StackLab(tools, name, number));
  journal.note({ done: { ...journal.now.done, [name]: number } });
  say(`${Object.keys(journal.now.done).length}/${wanted(tools).length} ${name}`);
}

/** Reads the log until it answers every question, or for a minute: a line may be late. */
async function read(tools: RunTools): Promise<void> {
  const { journal, clock } = tools;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await keep(tools);
    if (isComplete(recordsIn(tools), journal.now)) break;
    await clock.sleep(INTERVAL);
  }
  journal.note({ isRead: true });
}

/** Adds the lines of the log to those that are kept. */
async function keep(tools: RunTools): Promise<void> {
  const { run, stacks } = tools.journal.now;
  const names = namesOf(run);
  if (!stacks.includes(names.stack)) return;
  const lines = await linesOf(tools, names.logGroup).catch((error: unknown) => {
    // The stack that was to make it has failed.
    if (error instanceof CallFailure && error.exception === 'ResourceNotFoundException') return [];
    throw error;
  });
  writeFileSync(fileIn(tools), JSON.stringify([...new Set([...keptIn(tools), ...lines])]));
}

async function linesOf({ logs, logCalls }: RunTools, group: string): Promise<readonly string[]> {
  const lines: string[] = [];
  let token: string | undefined;
  do {
    const page = await logCalls.make('FilterLogEvents', () =>
      logs.send(new FilterLogEventsCommand({ logGroupName: group, nextToken: token })),
    );
    lines.push(...(page.events ?? []).flatMap(({ message }) => message ?? []).filter((line) => parseRecord(line)));
    token = page.nextToken;
  } while (token);
  return lines;
}

const fileIn = ({ folder }: RunTools): string => join(folder, 'records.json');

function keptIn(tools: RunTools): readonly string[] {
  const file = fileIn(tools);
  const lines: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return Array.isArray(lines) ? lines.map(String) : [];
}

const recordsIn = (tools: RunTools): readonly Recorded[] =>
  keptIn(tools)
    .flatMap((line) => parseRecord(line) ?? [])
    .sort((a, b) => a.at - b.at);

/** Removes everything that the journal knows of. Returns what is left, each with the command that removes it. */
export async function remove(tools: Tools): Promise<readonly string[]> {
  const { journal } = tools;
  if (journal.now.stacks.length > 0) tools.say('Removes what it has made');
  // What records goes last: without it, no resource of the others can be deleted.
  const last = namesOf(journal.now.run).stack;
  const others = journal.now.stacks.filter((name) => name !== last);
  const left = await removeAll(tools, others);
  if (left.length > 0 || !journal.now.stacks.includes(last)) return left;
  return removeAll(tools, [last]);
}

async function removeAll(tools: Tools, names: readonly string[]): Promise<readonly string[]> {
  const maker = new StackMaker(tools);
  // A function that may not run would not answer the Delete either.
  if (names.some((name) => name.includes('-throttled-'))) await maker.deployRecorder(false);
  const problems = await Promise.all(names.map((name) => destroyed(maker, name)));
  return names.flatMap((name, index) => {
    const problem = problems[index];
    if (problem === undefined) return [];
    return [`the stack ${name}${problem}: aws cloudformation delete-stack --stack-name ${name}`];
  });
}

/** Undefined if the stack is gone. */
async function destroyed(maker: StackMaker, name: string): Promise<string | undefined> {
  try {
    return (await maker.destroy(name)) ? undefined : '';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error instanceof CallFailure ? ` (${error.exception})` : ' (the CDK CLI cannot be run)';
  }
}
