import { invalidParameterValues, resourceLimitExceeded } from './errors';
import { listOf, structure, text } from './members';
import type { Operation } from './operation';

const MAXIMUM = 50;
const RESOURCE_ID = text({ max: Number.POSITIVE_INFINITY });
const KEY = text({ max: 127 });
const VALUE = text({ min: 0, max: 255 });
const TAGS = listOf(
  structure((members) => [members.required('Key', KEY), members.optional('Value', VALUE) ?? ''] as const),
);

/** Of all that can have tags, this world has only WorkSpaces. */
export const describeTags: Operation = (members, service, now) => {
  const { tags } = service.visibleDesktop(members.required('ResourceId', RESOURCE_ID), now);
  return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
};

export const createTags: Operation = (members, service, now) => {
  const id = members.required('ResourceId', RESOURCE_ID);
  const added = members.required('Tags', TAGS);
  const { tags } = service.visibleDesktop(id, now);
  const keys = added.map(([key]) => key);
  if (new Set(keys).size < keys.length) throw invalidParameterValues('A tag key must not be given twice.');
  if (keys.some((key) => /^aws:/i.test(key))) throw invalidParameterValues('Tag keys must not begin with aws:.');
  if (new Set([...tags.keys(), ...keys]).size > MAXIMUM) throw resourceLimitExceeded();
  for (const [key, value] of added) tags.set(key, value);
  return {};
};

export const deleteTags: Operation = (members, service, now) => {
  const id = members.required('ResourceId', RESOURCE_ID);
  const keys = members.required('TagKeys', listOf(text({ max: Number.POSITIVE_INFINITY })));
  const { tags } = service.visibleDesktop(id, now);
  for (const key of keys) tags.delete(key);
  return {};
};
