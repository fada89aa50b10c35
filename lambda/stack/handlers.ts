import type { Tools } from '../reconcile/context';
import { type Answer, isComplete as isApplied } from './is-complete';
import { isLookup, type LookupAnswer, lookUp } from './lookup';
import { type EventAnswer, onEvent as onApplications } from './on-event';

/** By the type of the resource that a request is about: applications, or the look-up of one by its name. */
export const onEvent = (event: unknown, tools: Tools): Promise<EventAnswer | LookupAnswer> =>
  isLookup(event) ? lookUp(event, tools) : onApplications(event, tools);

/** A look-up is complete as soon as it has been answered. */
export const isComplete = async (event: unknown, tools: Tools): Promise<Answer> =>
  isLookup(event) ? { IsComplete: true } : isApplied(event, tools);
