import { DECISIONS } from './decisions';
import type { Mutation } from './mutation';
import { OWNERSHIP } from './ownership';
import { PEOPLE } from './people';
import { TROUBLE } from './trouble';

export const MUTATIONS: readonly Mutation[] = [...OWNERSHIP, ...DECISIONS, ...TROUBLE, ...PEOPLE];
