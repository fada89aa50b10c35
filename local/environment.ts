/** The account, Region and partition that the embedded AWS has. */
export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

export const DEFAULT_ENVIRONMENT: Environment = {
  account: '111122223333',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export function arn(environment: Environment, service: string, resource: string): string {
  const { partition, region, account } = environment;
  // IAM is global: its ARNs name no region.
  return `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${resource}`;
}

/** A source of numbers in [0, 1): Math.random, or a seeded one that repeats. */
export type Random = () => number;

export function uuid(random: Random): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  return [8, 4, 4, 4, 12].map(digits).join('-');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const suffix = (random: Random, length = 12): string =>
  Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
