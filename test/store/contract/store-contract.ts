import { effectTableContract } from './effect-table.ts';
import { exceptionTableContract } from './exception-table.ts';
import { groupWriteContract } from './group-write.ts';
import { laneTableContract } from './lane-table.ts';
import { recordTablesContract } from './record-tables.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** What every engine must do. */
export function storeContract(under: StoreUnderTest): void {
  groupWriteContract(under);
  laneTableContract(under);
  effectTableContract(under);
  exceptionTableContract(under);
  recordTablesContract(under);
}
