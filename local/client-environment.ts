import { devNull } from 'node:os';

/** This process's environment without anything of a real account, and with the variables of the embedded AWS. */
export function clientEnvironment(embedded: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_'));
  return {
    ...Object.fromEntries(own),
    // A profile may name roles, endpoints or single sign-on. A proxy must not be used for 127.0.0.1.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...embedded,
  };
}
