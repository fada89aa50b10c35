import { handleCloudFormation } from '../../../local/cloudformation/api';
import type { HttpRequest } from '../../../local/transport/http';
import type { TestWorld } from './world';

type Parameters = Readonly<Record<string, string>>;

/** One call in this process, as a simulation makes it: the XML that it returns. */
export function call(world: TestWorld, Action: string, parameters: Parameters = {}): string {
  const request: HttpRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(new URLSearchParams({ Action, ...parameters }).toString()),
  };
  const at = (time: number): string => new Date(time).toISOString();
  return String(handleCloudFormation(world.engine, request, at, () => undefined).body);
}

export const textsOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);

/** The code and the message of the refusal that a call returns; nothing if it is not refused. */
export function refusal(world: TestWorld, action: string, parameters: Parameters = {}): string[] {
  const answer = call(world, action, parameters);
  return [...textsOf(answer, 'Code'), ...textsOf(answer, 'Message')];
}
