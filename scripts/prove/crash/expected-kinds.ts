/** What every matrix has to be killed at, on either engine: a kind that is never passed would prove nothing. */
export const expectedKinds: readonly string[] = [
  'schema', 'lease', 'cursor', 'feed run', 'reference',
  'journal', 'claim', 'settle', 'postpone', 'park', 'exception', 'lane report',
  'effect claimed', 'effect claimed again', 'effect confirmed', 'effect unknown', 'effect abandoned',
  'shop GET orders', 'erp GET skus', 'erp GET orders', 'erp POST order-batches', 'erp GET order-batches/:id', 'erp GET orders by reference',
  'webhook',
];
