import { simulateQuickly } from '../bench/simulate';

test('the bench, on its small scenarios: every one of ours succeeds with one outage; the plain provider fails where it is throttled, and the framework as it comes where Lambda is', async () => {
  const results = await simulateQuickly(() => {});
  const ours = results.filter(({ subject, slots }) => subject === 'ours' && slots?.attempts !== 3);
  expect(ours.map(({ failures, outages }) => ({ failures, outages }))).toEqual(
    ours.map(() => ({ failures: 0, outages: { mean: 1, most: 1 } })),
  );
  expect(ours.map(({ applications, installed }) => installed - applications)).toEqual(ours.map(() => 0));
  const [plain] = results.filter(({ subject }) => subject === 'plain Provider');
  expect(plain?.failures).toBeGreaterThan(0);
  // Ten executions at the same time: ours survive them, and not because there was no need.
  const small = ours.flatMap(({ slots }) => slots ?? []);
  expect(small).toHaveLength(2);
  for (const { refused } of small) expect(refused).toBeGreaterThan(0);
  expect(results.find(({ slots }) => slots?.attempts === 3)?.failures).toBeGreaterThan(0);
}, 60_000);
