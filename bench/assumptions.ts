import { MINUTE, SECOND } from '../lambda/service/time';
import { DOCUMENTED_THROTTLE } from '../local/workspaces';

/** What the bench assumes where nothing is documented, and the documented figures that it uses. */
export const ASSUMPTIONS = {
  /** Documented: calls per second, and how many can be saved up, for all callers of the account together. */
  workspacesThrottle: DOCUMENTED_THROTTLE,
  /** Undocumented, and on the low side: CloudFormation's describing calls. */
  cloudFormationThrottle: { ratePerSecond: 10, burst: 20 },
  /** Undocumented: how many requests CloudFormation sends a second while it creates a stack. */
  requestsPerSecond: 5,
  /** How long an answer of either service takes. */
  callTime: 0.12 * SECOND,
  /** Of a fleet: how long an answer of S3, Systems Manager or another service takes. */
  fleet: { otherCallTime: 0.03 * SECOND },
  /** What an invocation takes beside what the handler does, and what a new instance of a function takes more. */
  invocationTime: 0.01 * SECOND,
  coldStart: 0.4 * SECOND,
  /** The same of the framework's functions, which have half of the memory; it only matters where their number is limited. */
  framework: { invocationTime: 0.1 * SECOND, coldStart: 0.8 * SECOND },
  /** An instance that was not used for so long is gone. */
  instanceIdle: 10 * MINUTE,
  /** A deployment of one WorkSpace, however many applications it carries; nothing is published. */
  install: { mean: 25 * MINUTE, deviation: 3 * MINUTE },
} as const;

/** List prices in US dollars, us-east-1: https://aws.amazon.com/lambda/pricing/ and https://aws.amazon.com/step-functions/pricing/ */
export const PRICES = {
  lambdaRequest: 0.2 / 1_000_000,
  /** Our functions, on ARM. */
  lambdaGbSecondArm: 0.0000133334,
  /** The framework's functions. */
  lambdaGbSecondX86: 0.0000166667,
  transition: 0.025 / 1000,
  ourMemoryGb: 256 / 1024,
  surveyMemoryGb: 1024 / 1024,
  frameworkMemoryGb: 128 / 1024,
} as const;
