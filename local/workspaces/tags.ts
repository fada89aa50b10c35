import type { Desktop } from './desktop';
import { exceptionNamed, invalidParameterValues, resourceLimitExceeded } from './errors';
import { listOf, structure, text } from './members';
import type { Operation } from './operation';
import type { Readings } from './readings';
import { readinessOf } from './rules';

const MAXIMUM = 50;
const RESOURCE_ID = text({ max: Number.POSITIVE_INFINITY });
const KEY = text({ max: 127 });
const VALUE = text({ min: 0, max: 255 });
const TAGS = listOf(
  structure((members) => [members.required('Key', KEY), members.optional('Value', VALUE) ?? ''] as const),
);

/** Letters, digits and spaces of any script, and a few signs; no space at either end. */
const ALPHABET = /^(?! )[\p{L}\p{N}\p{Zs}+\-=._:/@]*(?<! )$/u;

/** Of all that can have tags, this world has only WorkSpaces. */
export const describeTags: Operation = (members, service, now) => {
  const tags = service.visibleDesktop(members.required('ResourceId', RESOURCE_ID), now).seenTags(now);
  return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
};

export const createTags: Operation = (members, service, now) => {
  const id = members.required('ResourceId', RESOURCE_ID);
  const added = members.required('Tags', TAGS);
  const desktop = service.visibleDesktop(id, now);
  refuseMalformed(added);
  refuseState(desktop, service.readings);
  const tags = new Map([...desktop.tags, ...added]);
  if (tags.size > MAXIMUM) throw resourceLimitExceeded();
  desktop.writeTags(now, tags);
  return {};
};

export const deleteTags: Operation = (members, service, now) => {
  const id = members.required('ResourceId', RESOURCE_ID);
  const keys = members.required('TagKeys', listOf(text({ max: Number.POSITIVE_INFINITY })));
  const desktop = service.visibleDesktop(id, now);
  refuseState(desktop, service.readings);
  desktop.writeTags(now, new Map([...desktop.tags].filter(([key]) => !keys.includes(key))));
  return {};
};

function refuseMalformed(tags: readonly (readonly [string, string])[]): void {
  const keys = tags.map(([key]) => key);
  if (new Set(keys).size < keys.length) throw invalidParameterValues('A tag key must not be given twice.');
  if (tags.flat().some((word) => /^aws:/i.test(word)))
    throw invalidParameterValues('Tag keys and values must not begin with aws:.');
  const foreign = tags.flat().find((word) => !ALPHABET.test(word));
  if (foreign !== undefined) throw invalidParameterValues(`'${foreign}' has characters that a tag must not have.`);
}

function refuseState(desktop: Desktop, { tagging, tagRefusal }: Readings): void {
  const state = desktop.state.latest;
  if (tagging === 'in every state' || state === 'AVAILABLE') return;
  if (tagging === 'not in a transition' && readinessOf(desktop) !== 'busy') return;
  const words = `The WorkSpace is in state ${state}.`;
  throw exceptionNamed(tagRefusal, words);
}
