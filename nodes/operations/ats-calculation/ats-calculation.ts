import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { StockPositionPage } from '../../../lib/model/stock.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import type { KitServices } from '../../runtime/services.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { recordEnd } from '../../runtime/track-delivery.ts';
import { definition } from './ats-calculation.definition.ts';
import { registerAtsRoutes } from './ats-routes.ts';
import { openCalculation, type CalculatedLevels, type ChannelCalculation } from './open-calculation.ts';
import { replaySkus } from './replay-skus.ts';

export default function register(RED: NodeAPI): void {
  const running = new Map<string, ChannelCalculation>();
  registerAtsRoutes(RED, running);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    const say = (key: string, values: Record<string, number> = {}): string => RED._(`ats-calculation.status.${key}`, values);
    let opened: ChannelCalculation | undefined;
    const open = (services: KitServices): ChannelCalculation => (opened ??= openCalculation(services, this.id, raw));
    let calculated = 0;
    const show = ({ page: { levels }, failed }: CalculatedLevels, { policy }: ChannelCalculation['parts']): void => {
      calculated += levels.length;
      const stale = levels.some((level) => level.stale);
      if (stale) showState(this, 'waiting', say(policy.stale.then === 'zero' ? 'none' : 'kept'));
      else if (failed > 0) showState(this, 'needs-person', say('failed', { count: failed }));
      else showState(this, 'good', say('calculated', { count: calculated }));
    };

    setUpNode(RED, this, (services, life) => {
      const calculation = open(services);
      running.set(this.id, calculation);
      life.onClose(() => {
        if (running.get(this.id) === calculation) running.delete(this.id);
      });
      life.onClose(services.desk.registerSource(this.id, replaySkus({ services, node: this, calculation, closed: life.closed })));
    });
    handleInput<StockPositionPage>(RED, this, definition, async (message, send, services) => {
      const calculation = open(services);
      const outcome = await calculation.calculate(message.payload, message.selvedge);
      show(outcome, calculation.parts);
      if (outcome.page.levels.length > 0) {
        send({ ...message, topic: 'stock-level-page', payload: outcome.page });
        return;
      }
      recordEnd(message.selvedge.trace, outcome.failed > 0 ? { kind: 'parked', note: say('failed', { count: outcome.failed }) } : { kind: 'skipped', note: 'The page has no SKUs.' });
    });
  });
}
