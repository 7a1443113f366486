import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { ExchangeObserver } from '../lib/connectors/contract.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly exchanges: ExchangeObserver;
  /** One answered webhook delivery. */
  readonly delivery: (path: string, status: number, seconds: number) => void;
}

export function createMetrics(client: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ client });
  collectDefaultMetrics({ register: registry });
  const exchange = new Histogram({
    name: 'selvedge_http_exchange_seconds',
    help: 'HTTP calls to remote systems; status "none" got no answer',
    labelNames: ['account', 'method', 'route', 'status'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const delivery = new Histogram({
    name: 'selvedge_webhook_seconds',
    help: 'Time until a webhook delivery was answered',
    labelNames: ['path', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [registry],
  });
  return {
    registry,
    exchanges: ({ account, method, route, status, durationMs }) => exchange.observe({ account, method, route, status: status ?? 'none' }, durationMs / 1000),
    delivery: (path, status, seconds) => delivery.observe({ path, status }, seconds),
  };
}
