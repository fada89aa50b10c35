import { spawn } from 'node:child_process';

/**
 * Runs a script with Node.js in a process of its own, whose calls to AWS all go to `url`. Resolves with what it prints, as JSON.
 *
 * @throws Error if it fails, which begins with what `failed` says
 */
export function runScript<T>(
  args: readonly string[],
  event: object,
  { url, env = {}, failed }: { readonly url: string; readonly env?: NodeJS.ProcessEnv; readonly failed: string },
): Promise<T> {
  const surroundings = {
    ...process.env,
    NODE_OPTIONS: '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...env,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: surroundings });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`${failed}: ${errors.slice(-2000)}`));
    });
    child.stdin.end(JSON.stringify(event));
  });
}
