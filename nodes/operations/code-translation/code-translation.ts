import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { translateOrder } from '../../../lib/operations/translate-order.ts';
import { handleInput } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { CodeTranslationConfig, definition } from './code-translation.definition.ts';

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let translated = 0;
    handleInput<SalesOrder>(RED, this, definition, async (message, send, services) => {
      const { rules } = readConfig(CodeTranslationConfig, raw, 'Code translation');
      const names = [...new Set(rules.map((rule) => rule.table))];
      const tables = await Promise.all(names.map(async (name) => [name, await services.tables.read(name)] as const));
      const payload = translateOrder(message.payload, rules, new Map(tables));
      translated += 1;
      showState(this, 'good', RED._('code-translation.status.translated', { count: translated }));
      send({ ...message, payload });
    });
  });
}
