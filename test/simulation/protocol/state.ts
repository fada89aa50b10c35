import type { Association } from '../../../lambda/service/association';

export const DESKTOP = 'ws-0desktop01';
export const APPLICATION = 'wsa-0aaaaaaa1';

/** What a resource declares about the one application on the one desktop. */
export type Wish = 'installed' | 'absent' | 'nothing';

/** The resources of a template, by logical id. */
export type Template = Readonly<Record<string, Wish>>;

/** What people do to a stack, one after the other. */
export interface Script {
  readonly name: string;
  /** Templates that are deployed; null deletes the stack. */
  readonly operations: readonly (Template | null)[];
  /** Whether its resources take over what is there. */
  readonly allowExisting?: boolean;
  /** Logical ids of resources that CloudFormation forgets, and never deletes. */
  readonly retains?: readonly string[];
}

/** What may go wrong, and how often. */
export interface Trouble {
  /** An invocation dies between two of its calls. */
  crash?: number;
  /** An event is delivered a second time. */
  redelivery?: number;
  /** An operation fails for another reason than a resource of ours. */
  failure?: number;
  /** An installation or a removal ends in ERROR. */
  error?: number;
}

export interface Scenario {
  readonly name: string;
  readonly stacks: readonly Script[];
  /** Whether the application is there from the start, installed by somebody else. */
  readonly isThere?: boolean;
  /** Whether waiters go on whose operation is over, and stand down by themselves: many more states. */
  readonly keepsWaiters?: boolean;
  readonly trouble: Readonly<Trouble>;
}

/** A resource as CloudFormation has it. */
export interface Resource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly wish: Wish;
}

/** What CloudFormation waits for. */
export interface Pending {
  readonly id: number;
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly logicalId: string;
  /** Absent on a create. */
  readonly physicalId?: string;
  readonly wish: Wish;
  /** What an update changes. */
  readonly before?: Wish;
}

export interface Stack {
  status: string;
  /** Which operation of the script comes next. */
  next: number;
  /** When the present operation began, or the last. */
  startedAt: number;
  resources: Resource[];
  pending: Pending[];
  /** What the operation found, has created and changed; what it leaves to its cleanup. */
  found: Resource[];
  created: string[];
  updated: string[];
  obsolete: Resource[];
  /** The desktop as the operation found it, if its rollback must bring that back. */
  was: string | null;
}

/** The application on the desktop, and what the service does not show: who installed it, and who removes it. */
export interface Application {
  readonly state: Association['state'];
  readonly isOurs: boolean;
  /** In ERROR, whether the removal has failed. */
  readonly isRemoval: boolean;
  /** The physical id of whose request has registered the removal, and whether it declares the application absent. */
  readonly removedBy: string | null;
  readonly isAbsentWanted: boolean;
}

/** A call of a step, and how the service answered it. */
export interface Call {
  readonly name: string;
  readonly members: readonly unknown[];
}

export interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** The waiter of a delivered event. */
export interface Waiter {
  readonly stack: number;
  readonly request: Pending;
  readonly startedAt: number;
  readonly stackStatus: string;
  readonly requestedAt: number;
  /** The token that the stack's resource has under the logical id of a delete with an invented id. */
  readonly living: string;
  physicalId: string;
  /** What the present step was answered so far, and the call that it makes next. */
  answers: readonly Answer[];
  call: Call | null;
  /** Whether the present step has changed anything, and whether its last call did. */
  hasChanged: boolean;
  hasJustChanged: boolean;
  /** When the present step began: within it, no time passes. A step begins once a tick at most. */
  steppedAt: number;
  deployments: number;
}

export interface State {
  now: number;
  requests: number;
  stacks: Stack[];
  /** Events that CloudFormation has sent, and how often they have arrived. */
  events: { readonly stack: number; readonly id: number; deliveries: number }[];
  waiters: Waiter[];
  application: Application | null;
  tags: Readonly<Record<string, string>>;
  /** The tokens of resources that were retained: their marks stay. */
  ghosts: readonly string[];
  /** Whether a resource that declares it absent was answered with success. */
  isRemovedForGood: boolean;
  trouble: Required<Trouble>;
}

/** A state that changes apart from the one it is made of. What is only ever replaced is shared. */
export const copyOf = (state: State): State => ({
  ...state,
  stacks: state.stacks.map((stack) => ({
    ...stack,
    pending: [...stack.pending],
    created: [...stack.created],
    updated: [...stack.updated],
  })),
  events: state.events.map((event) => ({ ...event })),
  waiters: state.waiters.map((waiter) => ({ ...waiter })),
  trouble: { ...state.trouble },
});

export const START = Date.UTC(2026, 10, 22, 12);

export const initial = ({ stacks, isThere = false, trouble }: Scenario): State => ({
  now: START,
  requests: 0,
  stacks: stacks.map(() => ({
    status: 'NONE',
    next: 0,
    startedAt: 0,
    resources: [],
    pending: [],
    found: [],
    created: [],
    updated: [],
    obsolete: [],
    was: null,
  })),
  events: [],
  waiters: [],
  application: isThere
    ? { state: 'COMPLETED', isOurs: false, isRemoval: false, removedBy: null, isAbsentWanted: false }
    : null,
  tags: {},
  ghosts: [],
  isRemovedForGood: false,
  trouble: { crash: 0, redelivery: 0, failure: 0, error: 0, ...trouble },
});

export const isGoingForward = ({ status }: Stack): boolean => /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status);

export const isAtRest = ({ status }: Stack): boolean => !status.endsWith('_IN_PROGRESS');
