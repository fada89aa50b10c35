import type { Origin } from './ledger';
import type { Members } from './members';
import type { Service } from './service';
import type { Wire } from './views';

/** One operation: reads its members, acts, and returns the answer. @throws ServiceError */
export type Operation = (members: Members, service: Service, now: number, origin: Origin) => Wire;
