import { sql, type Insertable, type Kysely } from 'kysely';
import type { DemandTable } from '../contract/demand-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';

/** In the place of the channel and the SKU of an order that the ERP had before anything was noted of it. */
const nothingNoted = { channel: '', sku_code: '' };

type Row = Insertable<Database['demand']>;

export function createDemandTable(db: Kysely<Database>): DemandTable {
  const put = async (rows: readonly Row[]): Promise<void> => {
    for (const some of chunksOf(rows)) {
      await db
        .insertInto('demand')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['order_key', 'channel', 'sku_code']).doUpdateSet((eb) => ({
            units: eb.ref('excluded.units'),
            ordered_at: eb.ref('excluded.ordered_at'),
            changed_at: eb.ref('excluded.changed_at'),
          })),
        )
        .execute();
    }
  };

  return {
    async note(channel, order, rows, at) {
      const known = await db.selectFrom('demand').selectAll().where('order_key', '=', order).execute();
      const times = known.flatMap(({ erp_at }) => (erp_at === null ? [] : [erp_at]));
      const erpAt = times.length === 0 ? null : Math.min(...times);
      const before = new Map(known.filter((row) => row.channel === channel).map((row) => [row.sku_code, row]));
      const now = new Map<string, Row>();
      for (const { skuCode, units, orderedAt } of rows) {
        const sum = units + (now.get(skuCode)?.units ?? 0);
        now.set(skuCode, { channel, order_key: order, sku_code: skuCode, units: sum, ordered_at: orderedAt, erp_at: erpAt, changed_at: at });
      }
      // A row without units tells whoever asks what has changed that the SKU has units again.
      for (const [skuCode, row] of before) if (!now.has(skuCode)) now.set(skuCode, { ...row, units: 0, changed_at: at });
      await put([...now.values()].filter(({ sku_code, units, ordered_at }) => before.get(sku_code)?.units !== units || before.get(sku_code)?.ordered_at !== ordered_at));
    },
    async imported(orders, erpAt, at) {
      for (const some of chunksOf([...new Set(orders)])) {
        await db
          .updateTable('demand')
          .set({ erp_at: erpAt, changed_at: at })
          .where('order_key', 'in', some)
          .where((eb) => eb.or([eb('erp_at', 'is', null), eb('erp_at', '>', erpAt)]))
          .execute();
        const noted = await db.selectFrom('demand').select('order_key').distinct().where('order_key', 'in', some).execute();
        const known = new Set(noted.map(({ order_key }) => order_key));
        await put(some.filter((order) => !known.has(order)).map((order) => ({ ...nothingNoted, order_key: order, units: 0, ordered_at: erpAt, erp_at: erpAt, changed_at: at })));
      }
    },
    async pending(skuCodes, asOf) {
      const units = new Map<string, number>();
      for (const some of chunksOf([...new Set(skuCodes)])) {
        const notInErp = db.selectFrom('demand').select(['sku_code', 'units']).where('erp_at', 'is', null).where('sku_code', 'in', some);
        const later = db.selectFrom('demand').select(['sku_code', 'units']).where('erp_at', 'is not', null).where('sku_code', 'in', some).where('erp_at', '>', asOf);
        const rows = await db
          .selectFrom(notInErp.unionAll(later).as('one'))
          .select((eb) => ['one.sku_code', eb.fn.sum<number>('one.units').as('units')])
          .groupBy('one.sku_code')
          .having((eb) => eb.fn.sum('one.units'), '<>', 0)
          .execute();
        for (const row of rows) units.set(row.sku_code, row.units);
      }
      return units;
    },
    async soldSince(skuCodes, since) {
      const sold = new Map<string, number>();
      for (const some of chunksOf([...new Set(skuCodes)])) {
        const rows = await db
          .selectFrom('demand')
          .select((eb) => ['sku_code', eb.fn.sum<number>('units').as('units')])
          .where('sku_code', 'in', some)
          .where('ordered_at', '>=', since)
          .groupBy('sku_code')
          .having((eb) => eb.fn.sum('units'), '<>', 0)
          .execute();
        for (const { sku_code, units } of rows) sold.set(sku_code, units);
      }
      return sold;
    },
    async takenBetween(channel, since, until, unsureMs) {
      const taken = new Map<string, { least: number; most: number }>();
      for (const { skuCodes, least } of byTime(since)) {
        const rows = await db
          .selectFrom('demand')
          .select(['sku_code', 'units', 'ordered_at', 'changed_at'])
          .where('sku_code', 'in', skuCodes)
          .where('channel', '=', channel)
          .where('units', '<>', 0)
          .where('ordered_at', '<=', until + unsureMs)
          .where((eb) => eb.or([eb('ordered_at', '>=', least - unsureMs), eb('changed_at', '>=', least - unsureMs)]))
          .execute();
        for (const { sku_code, units, ordered_at, changed_at } of rows) {
          const at = since.get(sku_code) ?? 0;
          const sum = taken.get(sku_code) ?? { least: 0, most: 0 };
          if (ordered_at >= at + unsureMs && changed_at <= until - unsureMs) sum.least += units;
          if (Math.max(ordered_at, changed_at) >= at - unsureMs) sum.most += units;
          if (sum.most !== 0) taken.set(sku_code, sum);
        }
      }
      return taken;
    },
    async movedSince(channel, since) {
      const moved = new Set<string>();
      for (const { skuCodes, least } of byTime(since)) {
        const rows = await db
          .selectFrom('demand')
          .select(['sku_code', 'units', 'ordered_at', 'erp_at', 'changed_at'])
          .where('sku_code', 'in', skuCodes)
          .where('changed_at', '>', least)
          .where('channel', '=', channel)
          .execute();
        for (const row of rows) {
          const at = since.get(row.sku_code) ?? 0;
          const onlyImported = row.erp_at !== null && row.units !== 0 && row.ordered_at <= at;
          if (row.changed_at > at && !onlyImported) moved.add(row.sku_code);
        }
      }
      return moved;
    },
    async fastest(since, units, limit) {
      // Asked to group by the column itself, SQLite walks through all there ever was of every SKU, in their order.
      const skuCode = sql<string>`${sql.ref('sku_code')} || ''`;
      return db
        .selectFrom('demand')
        .select((eb) => [skuCode.as('skuCode'), eb.fn.sum<number>('units').as('units')])
        .where('ordered_at', '>=', since)
        .where('sku_code', '<>', nothingNoted.sku_code)
        .groupBy('skuCode')
        .having((eb) => eb.fn.sum('units'), '>=', units)
        .orderBy('units', 'desc')
        .orderBy('skuCode')
        .limit(limit)
        .execute();
    },
    async changedAfter(at, limit) {
      const changes = db.selectFrom('demand').select(['sku_code', 'changed_at']).where('sku_code', '<>', nothingNoted.sku_code).orderBy('changed_at').orderBy('sku_code');
      const rows = await changes.where('changed_at', '>', at).limit(limit).execute();
      const last = rows.at(-1)?.changed_at;
      if (last !== undefined && rows.length === limit) rows.push(...(await changes.where('changed_at', '=', last).execute()));
      const latest = new Map<string, number>();
      for (const { sku_code, changed_at } of rows) {
        latest.delete(sku_code);
        latest.set(sku_code, changed_at);
      }
      return [...latest].map(([skuCode, changedAt]) => ({ skuCode, at: changedAt }));
    },
    async prune(orderedBefore, limit) {
      const old = db
        .selectFrom('demand')
        .select(['order_key', 'channel', 'sku_code'])
        .where('ordered_at', '<', orderedBefore)
        .orderBy('ordered_at')
        .limit(limit);
      const { numDeletedRows } = await db
        .deleteFrom('demand')
        .where((eb) => eb(eb.refTuple('order_key', 'channel', 'sku_code'), 'in', old.$asTuple('order_key', 'channel', 'sku_code')))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/** Chunks of SKUs whose times lie close together, each with the earliest of them. */
function* byTime(since: ReadonlyMap<string, number>): Generator<{ readonly skuCodes: readonly string[]; readonly least: number }> {
  for (const some of chunksOf([...since].sort(([, one], [, other]) => one - other))) yield { skuCodes: some.map(([skuCode]) => skuCode), least: some[0]?.[1] ?? 0 };
}
