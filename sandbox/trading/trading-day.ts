import type { BlueCherrySandbox } from '../bluecherry/start-bluecherry.ts';
import type { WooCommerceSandbox } from '../woocommerce/start-woocommerce.ts';
import { planSales, type SalesPlan, type Wish } from './plan-sales.ts';
import { telephoneOrder } from './telephone-order.ts';

export interface TradingPlan extends SalesPlan {
  /** Where the ERP's own sales are taken from; `LDS` when absent. */
  readonly location?: string;
}

/** What became of one wish. */
export interface Sale extends Omit<Wish, 'atMs'> {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `sold-out`: the shop showed none, or the ERP had none open to sell. */
  readonly result: 'sold' | 'sold-out';
  /** Of the shop. */
  readonly orderId: number | null;
  /** Of the ERP. */
  readonly ordNum: string | null;
}

/** A day's buyers in the shop and elsewhere. Whoever drives it moves the clock to `nextAt()` and calls `runDue()`. */
export class TradingDay {
  readonly sales: Sale[] = [];
  readonly #systems: { readonly woocommerce: WooCommerceSandbox; readonly bluecherry: BlueCherrySandbox };
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #location: string;
  readonly #wishes: readonly Wish[];
  #next = 0;
  #entered = 0;

  constructor(systems: { readonly woocommerce: WooCommerceSandbox; readonly bluecherry: BlueCherrySandbox }, plan: TradingPlan, now: () => number) {
    this.#systems = systems;
    this.#now = now;
    this.#startedAt = now();
    this.#location = plan.location ?? 'LDS';
    this.#wishes = planSales(plan);
  }

  /** Time of the next buyer; null: nobody comes any more. */
  nextAt(): number | null {
    const wish = this.#wishes[this.#next];
    return wish ? this.#startedAt + wish.atMs : null;
  }

  /** Lets everybody buy whose time has come; returns what became of them. */
  runDue(): Sale[] {
    const now = this.#now();
    const before = this.sales.length;
    for (let wish = this.#wishes[this.#next]; wish && this.#startedAt + wish.atMs <= now; wish = this.#wishes[this.#next]) {
      this.#next += 1;
      this.sales.push(wish.channel === 'shop' ? this.#buy(wish, now) : this.#enter(wish, now));
    }
    return this.sales.slice(before);
  }

  #buy({ channel, skuCode }: Wish, at: number): Sale {
    const orderId = this.#systems.woocommerce.shop.buy(skuCode);
    return { at, channel, skuCode, result: orderId === null ? 'sold-out' : 'sold', orderId, ordNum: null };
  }

  /** Clerks see the true figure: they sell what is open to sell at their location. */
  #enter({ channel, skuCode }: Wish, at: number): Sale {
    const { bluecherry } = this.#systems;
    const sku = bluecherry.erp.sku(skuCode);
    const open = bluecherry.stock.figures(skuCode).filter(({ location }) => location === this.#location).reduce((units, { ots }) => units + ots, 0);
    if (open <= 0) return { at, channel, skuCode, result: 'sold-out', orderId: null, ordNum: null };
    this.#entered += 1;
    const { ordNum, errors } = bluecherry.enterOrder(telephoneOrder(this.#entered, sku, this.#location, new Date(at).toISOString().slice(0, 10)));
    if (ordNum === null) throw new Error(`The ERP refused a telephone order for ${skuCode}: ${errors.map(({ code }) => code).join(', ')}.`);
    return { at, channel, skuCode, result: 'sold', orderId: null, ordNum };
  }
}
