/** What the effects ledger keeps of an order that the ERP has. */
export interface ImportResult {
  readonly ordNum: string;
  /** Minor units refunded in the shop when the order was sent: later refunds are news. */
  readonly refundedAtImport: number;
}

export function readImportResult(text: string | null): ImportResult | undefined {
  if (text === null) return undefined;
  const parsed = JSON.parse(text) as Partial<ImportResult>;
  return typeof parsed.ordNum === 'string' ? { ordNum: parsed.ordNum, refundedAtImport: parsed.refundedAtImport ?? 0 } : undefined;
}
