import type { InventorySource } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import { openCsvDrops } from '../../../lib/connectors/bluecherry/open-csv-drops.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import type { BluecherryInConfig } from './bluecherry-in.definition.ts';

/**
 * The inventory feed by the way in that is configured.
 * @throws CONFIGURATION_INVALID
 */
export function openInventory(config: BluecherryInConfig, account: BluecherryAccountNode, services: KitServices): InventorySource {
  if (config.wayIn === 'http') return account.connector(services).inventory;
  if (config.dropFolder.trim() === '') throw new OperationError('CONFIGURATION_INVALID', 'BlueCherry in reads files, and no drop folder is set.');
  return openCsvDrops(config.dropFolder.trim(), {
    clock: services.clock,
    timeZone: account.timeZone(),
    mode: config.dropMode,
    completeness: config.completeness === 'settled' ? { by: 'settled', settleMs: config.settleSeconds * 1000 } : { by: 'control-file', ending: config.controlEnding },
    columns: Object.fromEntries(config.columns.map(({ figure, column }) => [figure, column === '' ? null : column])),
    terms: Object.fromEntries(config.termColumns.map(({ term, column }) => [term, column])),
    supply: config.supplyColumns,
    otsFromAvailable: config.otsFromAvailable === '' ? null : config.otsFromAvailable,
    delimiter: config.delimiter,
    encoding: config.encoding,
    ...(config.fileName === '' ? {} : { fileName: config.fileName }),
    ...(config.skuCodeTemplate === '' ? {} : { skuCodeTemplate: config.skuCodeTemplate }),
  });
}
