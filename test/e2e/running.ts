/** Ends a test that hangs, also on a machine that is busy with something else. */
const PATIENCE = 480_000;

/** Starts something before the first test of a file, and stops it after the last. Returns what gives it to a test. */
export function runningFor<T extends { stop(): Promise<void> }>(start: () => Promise<T>): () => T {
  let running: T | undefined;
  jest.setTimeout(PATIENCE);
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running?.stop());
  return () => {
    if (!running) throw new Error('it runs while tests do');
    return running;
  };
}
