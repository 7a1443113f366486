/** One line of a merino crew, one freight charge: what the sandbox ERP takes as it stands. */
export const orderBody = (externalRef: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  externalRef,
  orderType: 'EC',
  customer: 'WEB01',
  store: '',
  customerPo: externalRef,
  division: '01',
  terms: 'CARD',
  shipVia: 'RM48',
  currency: 'GBP',
  orderDate: '2026-11-20',
  startDate: '2026-11-20',
  cancelDate: '2026-12-20',
  paymentReference: 'ch_1',
  note: '',
  billTo: { name: 'Ann Lee', company: '', address1: '1 Mill Lane', address2: '', city: 'Leeds', state: '', zip: 'LS1 1AA', country: 'GB', phone: '', email: 'ann@example.com' },
  shipTo: { name: 'Ann Lee', company: '', address1: '1 Mill Lane', address2: '', city: 'Leeds', state: '', zip: 'LS1 1AA', country: 'GB', phone: '', email: '' },
  lines: [orderLine()],
  charges: [{ type: 'freight', code: 'RM48', description: 'Standard', amount: '4.95', taxAmount: '0.99' }],
  discounts: [],
  taxes: [{ code: 'GB-VAT-1', rate: '20', amount: '14.16' }],
  totals: { merchandise: '65.83', discount: '0.00', freight: '4.95', fees: '0.00', rounding: '0.00', tax: '14.16', total: '84.94' },
  ...changes,
});

export const orderLine = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  lineNo: 1,
  sku: { division: '01', style: 'MC100', colorCode: 'NAV', label: '', dimension: '', sizeBucket: 1 },
  skuCode: 'MC100-NAV-XS',
  location: 'LDS',
  qtyOrdered: 1,
  price: '65.8300',
  discountAmount: '0.00',
  amount: '65.83',
  taxAmount: '13.17',
  ...changes,
});

export const erpFetch = async (
  url: string,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal } = {},
): Promise<{ status: number; headers: Headers; body: unknown }> => {
  const response = await fetch(`${url}/HTL/v1/${path}`, {
    method: init.method ?? 'GET',
    headers: { 'x-api-key': 'bc_sandbox_key', 'content-type': 'application/json', ...init.headers },
    ...(init.body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
    ...(init.signal ? { signal: init.signal } : {}),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

export interface BatchAnswer {
  readonly batchId: string;
  readonly status: string;
  readonly results: readonly { externalRef: string; result: string; ordNum: string | null; errors: { path: string; code: string }[] }[];
}

/** Sends a batch and asks until it is complete. */
export const importOrders = async (url: string, orders: readonly unknown[]): Promise<BatchAnswer> => {
  const { body } = await erpFetch(url, 'order-batches', { method: 'POST', body: { orders } });
  const { batchId } = body as BatchAnswer;
  for (let asked = 0; asked < 1000; asked += 1) {
    const batch = (await erpFetch(url, `order-batches/${batchId}`)).body as BatchAnswer;
    if (batch.status === 'complete') return batch;
  }
  throw new Error(`Batch ${batchId} was not completed.`);
};
