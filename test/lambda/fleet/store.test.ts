import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Store } from '../../../lambda/fleet/store';
import { Objects } from '../../../lambda/service/objects';
import { Parameters } from '../../../lambda/service/parameters';
import { AwsServices } from '../../../local/aws-services';
import { WorkspacesSimulator } from '../../../local/workspaces';
import { InProcessFunctions } from '../../../testkit/in-process-functions';
import { VirtualClock } from '../../../testkit/virtual-clock';
import { NOW } from './builders';

/** What a fleet keeps in a bucket, and how many calls of S3 that took. */
function stored() {
  const clock = new VirtualClock(NOW);
  const counted = { calls: 0 };
  const aws = new AwsServices({
    clock,
    functions: new InProcessFunctions(),
    simulator: new WorkspacesSimulator({ clock, world: { workspaces: [], applications: [] } }),
    intercept: (service) => {
      if (service === 's3') counted.calls += 1;
      return undefined;
    },
  });
  const bucket = aws.buckets.create('reports');
  const config = { ...aws.clientConfig(), maxAttempts: 1 };
  const objects = new Objects(new S3Client({ ...config, forcePathStyle: true }));
  const store = new Store(
    new Parameters(new SSMClient(config)),
    objects,
    '/cdk-workspaces-applications/fleet/Visio',
    'reports',
  );
  return { store, bucket, counted };
}

const failure = (code: string) => ({ code, reason: `${code}. What next: look`, at: NOW });

describe('failures of an attempt', () => {
  test('none: one call', async () => {
    const { store, counted } = stored();
    expect(await store.failures('a')).toEqual(new Map());
    expect(counted.calls).toBe(1);
  });

  test('are found by desktop, and those of another attempt are not', async () => {
    const { store } = stored();
    await store.failed('a', 'ws-00000001', failure('Timeout'));
    await store.failed('b', 'ws-00000002', failure('Timeout'));
    const found = await store.failures('a');
    expect([...found.keys()]).toEqual(['ws-00000001']);
    expect(found.get('ws-00000001')).toMatchObject(failure('Timeout'));
  });

  test('one that is new, one that has changed, one that was deleted: as they are now', async () => {
    const { store, bucket } = stored();
    for (const id of ['ws-00000001', 'ws-00000002']) await store.failed('a', id, failure('Timeout'));
    await store.failures('a');
    await store.failed('a', 'ws-00000001', failure('Disk'));
    await store.failed('a', 'ws-00000003', failure('Timeout'));
    bucket.delete('Visio/attempts/a/failed/ws-00000002.json');
    const found = await store.failures('a');
    expect(Object.fromEntries([...found].map(([id, { code }]) => [id, code]))).toEqual({
      'ws-00000001': 'Disk',
      'ws-00000003': 'Timeout',
    });
  });

  test('2,500, read before: three pages and one object', async () => {
    const { store, bucket, counted } = stored();
    for (let index = 0; index < 2_500; index += 1) {
      const content = Buffer.from(JSON.stringify(failure('Timeout')));
      bucket.put(`Visio/attempts/a/failed/ws-${String(index).padStart(8, '0')}.json`, content);
    }
    expect((await store.failures('a')).size).toBe(2_500);
    counted.calls = 0;
    expect((await store.failures('a')).size).toBe(2_500);
    expect(counted.calls).toBe(4);
  });
});
