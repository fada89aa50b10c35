import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { type Command, Option } from 'commander';
import type { Access } from '../aws/access';
import { Calls } from '../aws/calls';
import { openWorkspaces } from '../aws/reader';
import { type TagFilter, Tagging } from '../aws/tagging';
import { EXIT, Failure } from '../exit';
import { onInterrupt } from '../interrupts';
import { FORMATS, type Format, formatted } from '../inventory/formats';
import { Gatherer, type Scope } from '../inventory/gather';
import { PageFile, type Subject } from '../inventory/page-file';
import { rowsOf } from '../inventory/rows';
import { progressOn } from '../terminal/progress';
import { terminalOf } from '../terminal/terminal';
import {
  type CommonOptions,
  collect,
  directoryOf,
  RATE,
  type Shell,
  STATUSES,
  withCommonOptions,
  withHelp,
} from './common';

interface InventoryOptions extends CommonOptions {
  readonly directory?: readonly string[];
  readonly tag?: readonly string[];
  readonly format?: Format;
  readonly output?: string;
  readonly resume?: string;
  readonly rate: string;
}

const MORE = [
  'Calls, at 25 a page: one for 25 WorkSpaces, at least one for each application of the account, and one of the tagging API ' +
    'for 100 WorkSpaces. 5,000 WorkSpaces with one application each are some 410 calls to WorkSpaces, or 5 minutes.',
  'Permissions: workspaces:DescribeWorkspaces, DescribeApplications, DescribeApplicationAssociations and ' +
    'DescribeWorkspaceAssociations, and tag:GetResources. Nothing is changed.',
  `Exit status: 0 done, 1 the service failed, ${STATUSES}`,
];

/** `inventory`: every WorkSpace with its applications and who holds them. */
export function addInventory(program: Command, shell: Shell): void {
  const command = program
    .command('inventory')
    .summary('what is on every WorkSpace, and who holds it')
    .description(
      'Lists every application on every WorkSpace, its state, and the stacks and fleets that hold it, as a table, CSV or JSON.',
    )
    .option('--directory <id>', 'only WorkSpaces of this directory; may be repeated', collect)
    .option(
      '--tag <key=value>',
      'only WorkSpaces with this tag; may be repeated; <key> alone for any value',
      collect,
      [],
    )
    .addOption(
      new Option('--format <format>', 'table, csv or json (default: by the name of --output, else table)').choices(
        FORMATS,
      ),
    )
    .option('--output <file>', 'write to this file; it is replaced once the inventory is complete')
    .option(
      '--resume <file>',
      'keep what was read in this file; after an interruption, the same command goes on from there',
    )
    .option('--rate <n>', 'calls to WorkSpaces a second, on average', String(RATE));
  withHelp(withCommonOptions(command), ...MORE).action(async (options: InventoryOptions) => {
    await inventory(options, shell);
  });
}

async function inventory(options: InventoryOptions, { name }: Shell): Promise<void> {
  const format = formatOf(options);
  const scope: Scope = {
    directories: (options.directory ?? []).map(directoryOf),
    tags: (options.tag ?? []).map(tagOf),
  };
  const { access, workspaces, calls } = await openWorkspaces(options, rateOf(options.rate));
  const pages = new PageFile(options.resume, await subjectOf(access, options));
  const tagging = new Tagging(new ResourceGroupsTaggingAPIClient(access.config));
  const taggingCalls = new Calls({ service: 'tag', profile: access.profile });
  const progress = progressOn(process.stderr);
  const began = Date.now();
  const effort = () => `${calls.made} calls to WorkSpaces, ${taggingCalls.made} to the tagging API, ${elapsed(began)}`;
  onInterrupt(() => {
    progress.clear();
    process.stderr.write(`${interruptedWords(name, options, pages)}\n`);
  });
  const onStep = (what: string) => progress.show(`Reading ${what}: ${effort()}`);
  const found = await new Gatherer({ workspaces, calls, tagging, taggingCalls, pages, onStep }, scope)
    .gather()
    .finally(() => progress.clear());
  const rows = rowsOf(found);
  const { width } = terminalOf(process.stdout);
  print(formatted(rows, format, options.output === undefined ? width : undefined), options.output);
  pages.remove();
  const repeated = calls.repeated + taggingCalls.repeated;
  process.stderr.write(
    `${found.desktops.length} WorkSpaces, ${rows.length} rows: ${effort()}${repeated > 0 ? `, ${repeated} of them repeated` : ''}\n`,
  );
}

async function subjectOf({ region, config }: Access, { directory = [], tag = [] }: InventoryOptions): Promise<Subject> {
  const { accountId } = await config.credentials().catch(() => ({ accountId: undefined }));
  return { region, account: accountId, directories: directory, tags: tag };
}

function interruptedWords(name: string, { resume }: InventoryOptions, pages: PageFile): string {
  if (resume === undefined)
    return 'Interrupted: nothing was kept. What next: with --resume <file> the next one can go on';
  return `Interrupted: ${pages.size} pages are in ${resume}. What next: the same ${name} inventory goes on from there`;
}

const elapsed = (since: number): string => {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

function formatOf({ format, json, output }: InventoryOptions): Format {
  if (format !== undefined && json && format !== 'json') {
    throw new Failure(`--json does not go with --format ${format}. What next: leave one of the two out`, EXIT.usage);
  }
  const extension = output?.toLowerCase().replace(/^.*\./, '');
  return format ?? (json ? 'json' : (FORMATS.find((one) => one === extension) ?? 'table'));
}

function tagOf(given: string): TagFilter {
  const [key = '', ...value] = given.split('=');
  if (key === '') {
    throw new Failure(`--tag must look like Team=Design, got '${given}'. What next: name the key`, EXIT.usage);
  }
  return { key, ...(value.length > 0 && { value: value.join('=') }) };
}

function rateOf(given: string): number {
  const rate = Number(given);
  if (given.trim() !== '' && Number.isFinite(rate) && rate > 0) return rate;
  throw new Failure(`--rate must be a number above 0, got '${given}'. What next: leave it out`, EXIT.usage);
}

/** A file is replaced as a whole, so that no reader gets half of one. */
function print(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  const unfinished = `${output}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, output);
  } catch (error) {
    rmSync(unfinished, { force: true });
    const said = error instanceof Error ? error.message : String(error);
    throw new Failure(`${output} cannot be written: ${said}. What next: name another file`, EXIT.failed);
  }
}
