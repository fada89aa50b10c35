import { ServiceError } from '../cloudformation/errors';
import { arn, type Environment } from '../environment';
import { answerJson, refuseOthers } from '../transport/calls';
import type { HttpRequest, HttpResponse } from '../transport/http';
import { isList, isObject, type JsonObject, parseJson, textAt } from '../transport/json';
import type { WorkspacesSimulator } from '../workspaces';

export interface TaggingReadings {
  /** How far the index lags behind CreateTags, DeleteTags, and behind WorkSpaces that come and go. Seconds. How far it does is not documented. */
  readonly tagIndexLagSeconds: number;
}

interface Resource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

const MEMBERS = ['PaginationToken', 'ResourceARNList', 'ResourcesPerPage', 'ResourceTypeFilters', 'TagFilters'];
const LONGEST_PAGE = 100;
const DEFAULT_PAGE = 50;
const MOST_KEYS = 50;
const MOST_VALUES = 20;
const TOKEN_LIFE = 15 * 60_000;

/** The Resource Groups Tagging API over the WorkSpaces of the simulator. GetResources alone; every other call is refused by name. */
export class Tagging {
  constructor(
    private readonly simulator: WorkspacesSimulator,
    private readonly environment: Environment,
    private readonly now: () => number,
    private readonly readings: Partial<TaggingReadings> = {},
  ) {}

  handle(request: HttpRequest): Promise<HttpResponse> {
    return answerJson(request, { GetResources: (input) => this.getResources(input) });
  }

  private getResources(input: JsonObject) {
    refuseOthers('GetResources', input, MEMBERS);
    refuseOtherTypes(listIn(input, 'ResourceTypeFilters'));
    const arns = listIn(input, 'ResourceARNList');
    if (arns.length > LONGEST_PAGE) throw invalid(`ResourceARNList must have at most ${LONGEST_PAGE} entries`);
    if (arns.length > 0 && (input.ResourcesPerPage !== undefined || textAt(input, 'PaginationToken'))) {
      throw invalid('ResourceARNList cannot be combined with ResourcesPerPage or PaginationToken');
    }
    const fits = filterOf(input);
    const found = this.resources().filter(
      ({ arn: id, tags }) => fits(tags) && (arns.length === 0 || arns.includes(id)),
    );
    const { page, token } = this.pageOf(found, input, arns.length > 0 ? LONGEST_PAGE : DEFAULT_PAGE);
    return {
      PaginationToken: token,
      ResourceTagMappingList: page.map(({ arn: id, tags }) => ({
        ResourceARN: id,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  }

  private resources(): Resource[] {
    const lag = (this.readings.tagIndexLagSeconds ?? 0) * 1000;
    const found = this.simulator.tagged(lag).map(({ workspaceId, tags }) => ({
      arn: arn(this.environment, 'workspaces', `workspace/${workspaceId}`),
      tags,
    }));
    return found.sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** A token holds the last ARN, so that nothing is skipped or shown twice when resources come or go between two pages. */
  private pageOf(found: readonly Resource[], input: JsonObject, otherwise: number) {
    const size = Number(textAt(input, 'ResourcesPerPage') ?? otherwise);
    if (!(size >= 1 && size <= LONGEST_PAGE)) throw invalid(`ResourcesPerPage must be from 1 to ${LONGEST_PAGE}`);
    const after = this.lastIn(textAt(input, 'PaginationToken') ?? '');
    const rest = found.filter((resource) => resource.arn > after);
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const token = last && page.length < rest.length ? tokenOf(last.arn, this.now()) : '';
    return { page, token };
  }

  private lastIn(token: string): string {
    if (token === '') return '';
    const [last, made] = readToken(token);
    if (this.now() - made <= TOKEN_LIFE) return last;
    const message = 'A PaginationToken is valid for a maximum of 15 minutes.';
    throw new ServiceError('PaginationTokenExpiredException', message);
  }
}

const tokenOf = (last: string, now: number): string => Buffer.from(JSON.stringify([last, now])).toString('base64');

function readToken(token: string): [last: string, made: number] {
  try {
    const parsed = parseJson(Buffer.from(token, 'base64').toString());
    if (isList(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'number') return [parsed[0], parsed[1]];
  } catch {
    // What is no token is refused like one that was never given.
  }
  throw invalid('The PaginationToken is not valid.');
}

/** Every key must be there, with one of its values, if any are given. */
function filterOf(input: JsonObject): (tags: Readonly<Record<string, string>>) => boolean {
  const filters = isList(input.TagFilters) ? input.TagFilters.filter(isObject) : [];
  if (filters.length > MOST_KEYS) throw invalid(`TagFilters must have at most ${MOST_KEYS} entries`);
  const wanted = filters.map((filter) => ({ key: textAt(filter, 'Key') ?? '', values: listIn(filter, 'Values') }));
  if (wanted.some(({ values }) => values.length > MOST_VALUES)) {
    throw invalid(`A tag filter must have at most ${MOST_VALUES} values`);
  }
  return (tags) =>
    wanted.every(({ key, values }) => {
      const value = tags[key];
      return value !== undefined && (values.length === 0 || values.includes(value));
    });
}

function refuseOtherTypes(types: readonly string[]): void {
  const other = types.find((type) => type !== 'workspaces' && type !== 'workspaces:workspace');
  if (other !== undefined) throw invalid(`The embedded AWS does not support the resource type ${other}`);
}

const listIn = (object: JsonObject, member: string): string[] => {
  const list = object[member];
  return isList(list) ? list.map(String) : [];
};

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
