import type { Shop } from './shop.ts';

const core = ['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft', 'auto-draft'];

/** `any` leaves these out; `trash` comes only when it is named. */
export const hiddenStatuses = ['trash', 'auto-draft'];

/** What the status filter takes: WooCommerce's own and those that plug-ins brought into this shop. */
export const orderStatuses = (shop: Shop): string[] => [...new Set(['any', 'trash', ...core, ...shop.statusesSeen])];
