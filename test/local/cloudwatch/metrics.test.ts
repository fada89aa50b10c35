import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { Metrics } from '../../../local/cloudwatch/metrics';
import { inProcess } from '../sdk';

function world() {
  const metrics = new Metrics(() => 5000);
  return { metrics, client: new CloudWatchClient(inProcess((request) => metrics.handle(request))) };
}

test('data that are put: recorded with their dimensions, and the time at which they were put unless they say another', async () => {
  const { metrics, client } = world();
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'Fleet',
      MetricData: [
        { MetricName: 'NotCompliant', Value: 3, Unit: 'Count', Dimensions: [{ Name: 'Fleet', Value: 'Visio' }] },
        { MetricName: 'RunsFailed', Value: 0, Timestamp: new Date(2000) },
      ],
    }),
  );
  expect(metrics.data).toEqual([
    { namespace: 'Fleet', name: 'NotCompliant', value: 3, unit: 'Count', dimensions: { Fleet: 'Visio' }, time: 5000 },
    { namespace: 'Fleet', name: 'RunsFailed', value: 0, unit: 'None', dimensions: {}, time: 2000 },
  ]);
});

test('more data than the SDK sends uncompressed: recorded all the same', async () => {
  const { metrics, client } = world();
  const MetricData = Array.from({ length: 400 }, (_, index) => ({
    MetricName: `Metric number ${index}`,
    Value: index,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Fleet', MetricData }));
  expect(metrics.data).toHaveLength(400);
});

test('a call that is not supported: refused by name', async () => {
  const { client } = world();
  await expect(client.send(new ListMetricsCommand({}))).rejects.toThrow('does not support');
});
