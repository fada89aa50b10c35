import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessOptions } from '../../aws/access';
import { EXIT, Failure } from '../../exit';

/** The CDK CLI, as the user has it. What it prints goes into a file. */
export class Cdk {
  /** @param command as a person types it, such as `npx cdk` */
  constructor(
    private readonly command: string,
    private readonly folder: string,
    private readonly access: Required<Pick<AccessOptions, 'region'>> & AccessOptions,
  ) {}

  get log(): string {
    return join(this.folder, 'cdk.log');
  }

  /** @throws Failure if there is no such command */
  async check(): Promise<void> {
    if (await this.run('--version')) return;
    throw new Failure(
      `'${this.command} --version' failed. What next: npm install aws-cdk, or name the command of the CDK CLI with --cdk`,
      EXIT.failed,
    );
  }

  /** Returns whether it succeeded. */
  async run(...args: readonly string[]): Promise<boolean> {
    const profile = this.access.profile === undefined ? [] : ['--profile', this.access.profile];
    const words = [...this.command.split(' '), ...args, '--no-color', ...profile];
    appendFileSync(this.log, `\n$ ${words.join(' ')}\n`);
    return (await this.ended(words)) === 0;
  }

  private ended([program = '', ...args]: readonly string[]): Promise<number> {
    const { region } = this.access;
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      // npx is a script on Windows. No argument has a space in it.
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => appendFileSync(this.log, chunk));
    // It must not go on alone when this process is ended.
    const end = (): void => void child.kill();
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    return new Promise((resolve) => {
      child.on('error', () => resolve(1));
      child.on('close', (code) => resolve(code ?? 1));
    });
  }
}
