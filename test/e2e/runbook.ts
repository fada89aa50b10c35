import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnOutput } from 'aws-cdk-lib';
import { WorkspaceApplicationProvider } from '../../lib';
import { type EmbeddedAws, startEmbeddedAws } from '../../local';
import type { OperationName } from '../../local/workspaces';
import { Scenario } from './cloud';
import { Desk } from './desk';

const MINUTE = 60_000;

/** An embedded AWS on which a minute of waiting takes a second, with two deployed providers, for the ways out of `docs/runbook.md`. */
export class Runbook {
  private readonly denied = new Map<string, OperationName>();

  private constructor(
    readonly aws: EmbeddedAws,
    private readonly folder: string,
    private readonly unheard: Map<string, string>,
    readonly tokens: { readonly one: string; readonly other: string },
  ) {}

  static async start(): Promise<Runbook> {
    const unheard = new Map<string, string>();
    const aws = await startEmbeddedAws({
      speed: 80,
      simulator: { durations: { install: 2 * MINUTE, uninstall: MINUTE } },
      onRequest: ({ method, path }) => {
        if (method === 'PUT' && isLost(path, unheard)) throw new Error('this answer is lost');
      },
      onError: () => {},
    });
    const folder = mkdtempSync(join(tmpdir(), 'runbook-'));
    const tokens = await deployProviders(aws, folder, 'Providers', ['One', 'Other']);
    return new Runbook(aws, folder, unheard, {
      one: tokens.get('TokenOne') ?? '',
      other: tokens.get('TokenOther') ?? '',
    });
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A provider in a stack of its own, which nothing keeps from being removed while it is in use. */
  async shortLivedProvider(): Promise<string> {
    return (await deployProviders(this.aws, this.folder, 'ShortLived', ['Only'])).get('TokenOnly') ?? '';
  }

  async removeShortLivedProvider(): Promise<void> {
    this.aws.cloudformation.deleteStack('ShortLived');
    await this.aws.cloudformation.settled('ShortLived');
  }

  desk(name: string): Desk {
    return new Desk(this.aws, this.tokens.one, name, this.denied);
  }

  /** Whatever answers to the stack's next request is not heard, as if the waiter had died. */
  loseNextAnswer({ name }: Desk): void {
    this.unheard.set(name, '');
  }
}

/** Through the real CDK CLI, which publishes the handler. Answers the service tokens by the names of the outputs. */
async function deployProviders(
  aws: EmbeddedAws,
  folder: string,
  stackName: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { status, output } = await new Scenario(aws, stackName, '', folder).deploy((stack) => {
    for (const id of ids)
      new CfnOutput(stack, `Token${id}`, { value: new WorkspaceApplicationProvider(stack, id).serviceToken });
  });
  if (status !== 0) throw new Error(output);
  const { outputs } = aws.cloudformation.describeStack(stackName);
  return new Map(outputs.map(({ key, value }) => [key, value]));
}

/** The first response URL that a stack is answered at is the one whose answers are lost, every one of them. */
function isLost(path: string, unheard: Map<string, string>): boolean {
  const name = [...unheard.keys()].find((stack) => path.includes(`%2F${stack}%2F`));
  if (name === undefined) return false;
  const lost = unheard.get(name) || path;
  unheard.set(name, lost);
  return path === lost;
}
