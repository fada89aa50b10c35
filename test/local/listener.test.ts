import { embedded, stopAll } from './embedded-aws';

afterEach(stopAll);

test('an idle connection: never closed by the listener, which would lose the call of a client that is just reusing it', async () => {
  const { url } = await embedded();
  const { headers } = await fetch(url);
  expect(headers.get('connection')).toBe('keep-alive');
  expect(headers.get('keep-alive')).toBeNull();
});
