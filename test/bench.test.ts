import { simulateQuickly } from '../bench/simulate';

test('the bench, on its small scenarios: every one of ours succeeds with one outage; the plain provider fails where it is throttled', async () => {
  const results = await simulateQuickly(() => {});
  const ours = results.filter(({ subject }) => subject === 'ours');
  expect(ours.map(({ failures, outages }) => ({ failures, outages }))).toEqual(
    ours.map(() => ({ failures: 0, outages: { mean: 1, most: 1 } })),
  );
  expect(ours.map(({ applications, installed }) => installed - applications)).toEqual(ours.map(() => 0));
  const [plain] = results.filter(({ subject }) => subject === 'plain Provider');
  expect(plain?.failures).toBeGreaterThan(0);
}, 60_000);
