import type { JsonObject } from '../json-value.ts';

/** The parts of `GET /system_status` that a client reads to see which shop it speaks to. */
export const systemStatus = (siteUrl: string, tls: boolean): JsonObject => ({
  environment: {
    home_url: siteUrl,
    site_url: siteUrl,
    version: '10.0.2',
    wp_version: '6.9.7',
    wp_multisite: false,
    wp_cron: true,
    language: 'en_GB',
    php_version: '8.2.29',
  },
  database: { wc_database_version: '10.0.2' },
  active_plugins: [],
  settings: {
    api_enabled: false,
    force_ssl: false,
    currency: 'GBP',
    currency_symbol: '&pound;',
    currency_position: 'left',
    thousand_separator: ',',
    decimal_separator: '.',
    number_of_decimals: 2,
  },
  security: { secure_connection: tls, hide_errors: true },
});
