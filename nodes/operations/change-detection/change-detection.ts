import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { ShownStockPage, StockLevelPage } from '../../../lib/model/stock.ts';
import { adminRoute, whoIs } from '../../runtime/admin-routes.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { ChangeDetectionConfig, definition } from './change-detection.definition.ts';
import { countChanges } from './count-changes.ts';
import { readHeldBack, startFirstRun } from './first-run.ts';
import { passLevels } from './pass-levels.ts';
import { repairDrift } from './repair-drift.ts';
import { replayChanges } from './replay-changes.ts';
import type { ChangeSender } from './send-changes.ts';

export default function register(RED: NodeAPI): void {
  adminRoute(RED, 'post', 'change-detection/:id/press', 'selvedge.write', async (request, services) => {
    const node = RED.nodes.getNode(String(request.params['id'])) as Node | null;
    if (node?.type !== definition.type) throw new OperationError('CONFIGURATION_INVALID', 'This change detection is not deployed: deploy first.');
    const channels = await startFirstRun(services.store, { nodeId: node.id, by: whoIs(request), at: services.clock.now() });
    if (channels.length === 0) return { kind: 'skipped', note: RED._('change-detection.press.none') };
    showState(node, 'waiting', RED._('change-detection.status.started'));
    return { kind: 'done', note: RED._('change-detection.press.started', { channels: channels.join(', ') }) };
  });

  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    const closing = new AbortController();
    this.on('close', () => closing.abort());
    const say = (key: string, values = {}): string => RED._(`change-detection.status.${key}`, values);
    const count = countChanges();
    const levels = passLevels();
    setUpNode(RED, this, async (services, life) => {
      readConfig(ChangeDetectionConfig, raw, 'Change detection');
      life.onClose(services.desk.registerSource(this.id, replayChanges({ services, node: this, closed: closing.signal })));
      if ((await readHeldBack(services.store.read, this.id)).length > 0) showState(this, 'needs-person', say('firstRun'));
    });
    /** Pages go one after the other: what one has sent is known when the next is compared. */
    let before: Promise<unknown> = Promise.resolve();

    handleInput<StockLevelPage | ShownStockPage>(RED, this, definition, (message, _send, services) => {
      const sender: ChangeSender = { services, node: this, closed: closing.signal };
      const { firstRun } = readConfig(ChangeDetectionConfig, raw, 'Change detection');
      const { trace, dryRun } = message.selvedge;
      const work = async (): Promise<void> => {
        if (isShown(message)) {
          const { known, repaired, notKept } = await repairDrift(sender, message);
          if (notKept > 0) showState(this, 'needs-person', say('notKept', { count: notKept }));
          // Before the first run the line under the node says that it waits.
          else if (known > 0) showState(this, 'good', repaired > 0 ? say('repaired', { count: repaired }) : say('noDrift', { count: known }));
          recordEnd(trace, { kind: dryRun ? 'shown' : 'done', note: `${repaired} of ${known} shown figures repaired` });
          return;
        }
        const page = message as CanonicalMessage<StockLevelPage>;
        const passed = await levels.pass(sender, page, firstRun);
        if (passed === 'held-back') {
          showState(this, 'needs-person', say('firstRun'));
          recordEnd(trace, { kind: 'skipped', note: 'held back until a person starts the first run' });
          return;
        }
        showState(this, 'good', say('changed', count(page.payload, passed)));
        recordEnd(trace, { kind: dryRun ? 'shown' : 'done', note: `${passed} of ${page.payload.levels.length} levels changed` });
      };
      const ended = before.then(work);
      before = ended.catch(() => undefined);
      return ended;
    });
  });
}

function isShown(message: CanonicalMessage<StockLevelPage | ShownStockPage>): message is CanonicalMessage<ShownStockPage> {
  return message.topic === 'shown-stock-page';
}
