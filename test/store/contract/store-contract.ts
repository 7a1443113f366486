import { demandTableContract } from './demand-table.ts';
import { effectTableContract } from './effect-table.ts';
import { exceptionTableContract } from './exception-table.ts';
import { feedCycleTableContract } from './feed-cycle-table.ts';
import { groupWriteContract } from './group-write.ts';
import { laneControlTableContract } from './lane-control-table.ts';
import { laneTableContract } from './lane-table.ts';
import { leaseTableContract } from './lease-table.ts';
import { recordTablesContract } from './record-tables.ts';
import { replayBatchTableContract } from './replay-batch-table.ts';
import { signalsContract } from './signals.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** What every engine must do. */
export function storeContract(under: StoreUnderTest): void {
  groupWriteContract(under);
  signalsContract(under);
  leaseTableContract(under);
  laneTableContract(under);
  laneControlTableContract(under);
  effectTableContract(under);
  exceptionTableContract(under);
  replayBatchTableContract(under);
  recordTablesContract(under);
  demandTableContract(under);
  feedCycleTableContract(under);
}
