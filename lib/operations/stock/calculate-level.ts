import { OperationError } from '../../errors/operation-error.ts';
import type { SkuPosition, StockCycle, StockLevel, StockLine } from '../../model/stock.ts';
import { bufferOf } from './buffer-of.ts';
import { customFigure, figureOf } from './formulas.ts';
import { shareOf } from './percent-of.ts';
import type { AtsPolicy } from './policy.ts';
import { sellableAhead } from './sellable-ahead.ts';

/** What a figure depends on beside the position and the policy. */
export interface AtsContext {
  readonly cycle: StockCycle;
  /** Milliseconds since 1970 (UTC), as all times here. */
  readonly now: number;
  /** Groups that the SKU belongs to, of the client's table. */
  readonly groups: readonly string[];
  /** Units of orders that the cycle does not contain, 0 or more. */
  readonly pending: number;
  /** Units an hour, of all channels whose orders are read. */
  readonly sellRate: number;
  /** Until when all orders of the channels are known (the last complete sweep); null where none are read. */
  readonly salesSeenUntil: number | null;
  /** The usual time from here until the channel shows the figure. */
  readonly publishMs: number;
  readonly hot: boolean;
  readonly stale: boolean;
}

/** One line of the sum, for the worked example and for whoever asks why. */
export interface AtsStep {
  readonly step: 'ots' | 'terms' | 'ahead' | 'label' | 'pending' | 'allocation' | 'buffer' | 'threshold' | 'stale' | 'floor';
  /** What it adds or takes off. */
  readonly units: number;
  /** What is left after it. */
  readonly total: number;
}

export interface AtsResult {
  readonly level: StockLevel;
  readonly steps: readonly AtsStep[];
}

/**
 * Available to sell of one SKU in one channel: what the formula says of the locations that count, plus what may be sold
 * ahead, less orders that the cycle does not contain; of that the channel's share, less its buffer, and none below its
 * threshold. Shares are rounded down and buffers up: the odd unit of a 50/50 split is shown by neither channel, so
 * channels whose shares add up to 100 % never show more than there is. What is oversold is told and not hidden in a 0.
 * @throws STOCK_FIGURE_MISSING naming the SKU, the location and the figure
 */
export function calculateLevel(position: SkuPosition, policy: AtsPolicy, context: AtsContext): AtsResult {
  try {
    return calculate(position, policy, context);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(error.code, `${position.skuCode}: ${error.message}`, { details: { skuCode: position.skuCode, ...error.details } });
  }
}

function calculate(position: SkuPosition, policy: AtsPolicy, context: AtsContext): AtsResult {
  const steps: AtsStep[] = [];
  let total = 0;
  const add = (step: AtsStep['step'], units: number): void => {
    if (units === 0 && steps.length > 0) return;
    total += units;
    steps.push({ step, units, total });
  };

  const lines = linesThatCount(position.lines, policy.locations);
  if (policy.formula === 'ots') add('ots', sum(lines, (line) => figureOf(line, 'ots')));
  else add('terms', sum(lines, (line) => customFigure(line, policy.terms)));
  const ahead = sellableAhead(lines, policy.workInProgress, context.cycle, context.groups);
  add('ahead', ahead);
  if (!counts(policy.labels, position.identity.label)) add('label', -total);
  add('pending', -context.pending);
  const available = total;

  if (total > 0) add('allocation', shareOf(total, policy.allocationPercent) - total);
  const buffer = total > 0 ? Math.min(bufferOf(policy.buffer, total, context), total) : 0;
  add('buffer', -buffer);
  if (total > 0 && total < policy.threshold) add('threshold', -total);
  if (total > 0 && context.stale && policy.stale.then === 'zero') add('stale', -total);
  if (total < 0) add('floor', -total);

  const level: StockLevel = {
    skuCode: position.skuCode,
    style: position.identity.style,
    channel: policy.channel,
    published: total,
    available,
    oversold: Math.max(0, -available),
    buffer,
    pickable: Math.max(0, Math.min(total, available - ahead)),
    pending: context.pending,
    hot: context.hot,
    stale: context.stale,
    asOf: context.cycle.asOf,
    cycleId: context.cycle.cycleId,
  };
  return { level, steps };
}

function counts({ mode, codes }: AtsPolicy['locations'], code: string): boolean {
  return codes.includes(code) === (mode === 'only');
}

/** Each location and lot once: of a line that came twice the last one counts. */
function linesThatCount(lines: readonly StockLine[], locations: AtsPolicy['locations']): readonly StockLine[] {
  const counting = lines.filter(({ location }) => counts(locations, location));
  return counting.filter((line, index) => !comesAgain(line, counting, index + 1));
}

function comesAgain({ location, lot }: StockLine, lines: readonly StockLine[], from: number): boolean {
  for (let at = from; at < lines.length; at += 1) if (lines[at]?.location === location && lines[at]?.lot === lot) return true;
  return false;
}

function sum(lines: readonly StockLine[], figure: (line: StockLine) => number): number {
  let units = 0;
  for (const line of lines) units += figure(line);
  return units;
}
