const dateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** `2026-11-20T23:43:13`: how WooCommerce writes an instant, without a zone and to the second. */
export const wordpressTime = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 19);

export const toSiteTime = (gmt: string, siteOffsetMinutes: number): string => wordpressTime(Date.parse(`${gmt}Z`) + siteOffsetMinutes * 60_000);

/**
 * A date parameter as text to compare with a column; null when it is no date. A value with a zone is turned into *site* time,
 * even where the column compared with is GMT: WP_Date_Query::build_mysql_datetime does so, hence a value sent with
 * `dates_are_gmt=true` must carry no zone unless the site runs on UTC.
 */
export const dateParameter = (value: string, siteOffsetMinutes: number): string | null => {
  const match = dateTime.exec(value);
  if (!match) return null;
  const zone = match[1] ?? '';
  const local = value.slice(0, 19).toUpperCase().replace(' ', 'T');
  const instant = Date.parse(`${local}${zone === '' ? 'Z' : zone.replace(/^([+-]\d{2})$/, '$1:00').replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`);
  if (Number.isNaN(instant)) return null;
  return zone === '' ? local : toSiteTime(wordpressTime(instant), siteOffsetMinutes);
};
