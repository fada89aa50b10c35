import { ServiceError } from '../cloudformation/errors';
import { type JsonObject, textAt } from './json';

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly token: string | undefined;
}

/**
 * One page of what a call lists, from `NextToken` on and `MaxResults` long, whichever way the service spells them. A token is a position: items that come
 * before it in the meantime shift the pages, as in services that promise nothing else.
 *
 * @throws ServiceError ValidationException for a token that was never given
 */
export function nextPage<T>(all: readonly T[], input: JsonObject, longest: number): Page<T> {
  const token = textAt(input, 'NextToken') ?? textAt(input, 'nextToken');
  const from = token === undefined ? 0 : Number(/^from-(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new ServiceError('ValidationException', `Invalid Token: '${token}'`);
  const size = Number(textAt(input, 'MaxResults') ?? textAt(input, 'maxResults') ?? longest) || longest;
  const to = from + Math.min(size, longest);
  return { items: all.slice(from, to), token: to < all.length ? `from-${to}` : undefined };
}
