import type { JsonObject } from '../../../sandbox/json-value.ts';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import type { Random } from '../../../sandbox/seeded-random.ts';
import type { RecordedOrder } from '../recorded-orders.ts';

/** Orders that BlueCherry takes; that it refuses until somebody changes the way they are paid; that nobody can send. */
export type SaleKind = 'plain' | 'refused' | 'without SKU';
/** Changes that BlueCherry need not hear of once it has the order; and such that a person has to carry over. */
export type EditKind = 'note' | 'address';

export interface SoldRevision {
  /** In the order's note: what arrives says by itself which revision it is. */
  readonly revision: number;
  /** The order as the shop showed it then. */
  readonly order: RecordedOrder;
}

export interface SoldOrder {
  /** As BlueCherry is to call it. */
  readonly key: string;
  readonly id: number;
  readonly kind: SaleKind;
  /** Oldest first. */
  readonly revisions: readonly SoldRevision[];
}

export interface Till {
  sell(kind: SaleKind): void;
  /** Changes one of the orders sold lately. */
  edit(kind: EditKind): void;
  /** Somebody puts right what BlueCherry has refused, or all that it will refuse. */
  putRight(which: 'refused' | 'all'): void;
  sold(): readonly SoldOrder[];
}

/** A way to pay that the flows translate and that the sandbox's BlueCherry does not know. */
const refusedPayment = { method: 'cheque', terms: 'CHQ' } as const;
const lately = 12;

interface Sale {
  readonly key: string;
  readonly id: number;
  readonly kind: SaleKind;
  readonly revisions: SoldRevision[];
}

/** Sells and edits in the sandbox's shop, and remembers each revision as the shop had it. `templates`: recorded orders. */
export function openTill(sandbox: Sandbox, options: { readonly prefix: string; readonly random: Random; readonly templates: readonly RecordedOrder[]; readonly withoutSku: RecordedOrder }): Till {
  const { prefix, random, templates, withoutSku } = options;
  const { shop } = sandbox.woocommerce;
  const sales: Sale[] = [];
  sandbox.bluecherry.erp.removeCode('terms', refusedPayment.terms);

  const change = (sale: Sale, changes: JsonObject): void => {
    const revision = sale.revisions.length + 1;
    const order = shop.patchOrder(sale.id, { ...changes, customer_note: `revision ${revision}` });
    sale.revisions.push({ revision, order: order as unknown as RecordedOrder });
  };
  const begin = (id: number, kind: SaleKind, changes: JsonObject = {}): void => {
    const sale: Sale = { key: `${prefix}${id}`, id, kind, revisions: [] };
    sales.push(sale);
    change(sale, changes);
  };
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  for (const { id } of templates) begin(id, 'plain');
  begin(withoutSku.id, 'without SKU');
  return {
    sell(kind) {
      const template = kind === 'without SKU' ? withoutSku : pick(templates);
      const [id] = template ? shop.cloneOrders({ count: 1, ids: [template.id] }) : [];
      if (id !== undefined) begin(id, kind, kind === 'refused' ? { payment_method: refusedPayment.method } : {});
    },
    edit(kind) {
      const sale = pick(sales.slice(-lately));
      if (!sale) return;
      const current = sale.revisions.at(-1)?.order['shipping'] as JsonObject | undefined;
      change(sale, kind === 'note' ? {} : { shipping: { ...current, address_2: `Unit ${sale.revisions.length + 1}` } });
    },
    putRight(which) {
      const refused = new Set(sandbox.bluecherry.record().imports.flatMap(({ externalRef, result }) => (result === 'rejected' ? [externalRef] : [])));
      for (const sale of sales) {
        const isWrong = sale.revisions.at(-1)?.order['payment_method'] === refusedPayment.method;
        if (isWrong && (which === 'all' || refused.has(sale.key))) change(sale, { payment_method: 'stripe' });
      }
    },
    sold: () => sales,
  };
}
