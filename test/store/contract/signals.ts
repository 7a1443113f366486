import assert from 'node:assert/strict';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function signalsContract(under: StoreUnderTest): void {
  describe(`signals on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    it('tells every listener here at once, once, until it has had enough', () => {
      const heard: string[] = [];
      const listeners = ['a', 'b'].map((name) => store.signals.on((topic) => heard.push(`${name} ${topic}`)));
      store.signals.send('lane:orders');
      assert.deepEqual(heard, ['a lane:orders', 'b lane:orders']);
      listeners[0]?.();
      store.signals.send('exceptions');
      assert.deepEqual(heard.slice(2), ['b exceptions']);
    });

    it('calls a function twice that listens twice', () => {
      let heard = 0;
      const listener = (): void => void (heard += 1);
      const stop = store.signals.on(listener);
      store.signals.on(listener);
      store.signals.send('exceptions');
      assert.equal(heard, 2);
      stop();
      store.signals.send('exceptions');
      assert.equal(heard, 3);
    });

    it('spares the sender and the others a listener that throws', () => {
      const heard: string[] = [];
      store.signals.on(() => {
        throw new Error('not now');
      });
      store.signals.on((topic) => heard.push(topic));
      store.signals.send('exceptions');
      assert.deepEqual(heard, ['exceptions']);
    });

    it('takes what is sent after the store was closed without a word', async () => {
      await store.close();
      assert.doesNotThrow(() => store.signals.send('exceptions'));
    });
  });
}
