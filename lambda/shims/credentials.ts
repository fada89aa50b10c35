import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Stands in the bundle for the SDK's chain of credential sources: in a function there is one source, the environment. */
export const defaultProvider = () => fromEnv();
