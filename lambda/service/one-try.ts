/** Configures a client: one try a call, and none that hangs. The functions decide what is tried again, and when. */
export const ONE_TRY = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
