import type { Xml } from '../transport/xml';
import type { CloudFormation } from './engine';
import type { Query } from './query';
import type { Timestamp } from './views';

/** One request, parsed. */
export interface Call {
  readonly engine: CloudFormation;
  readonly query: Query;
  readonly at: Timestamp;
  readonly templateAt: (url: string) => string | undefined;
}

/** Carries a call out and returns its result. Throws a ServiceError. */
export type Action = (call: Call) => Xml;
