/** An instant as WooCommerce compares it with `dates_are_gmt=true`: whole seconds, no zone (a zone would be converted). */
export function toGmtSecond(epochMs: number): string {
  return new Date(Math.floor(epochMs / 1000) * 1000).toISOString().slice(0, 19);
}

/** `*_gmt` members are UTC without saying so. Undefined for what is no date. */
export function fromGmt(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value)) return undefined;
  const instant = `${value.slice(0, 10)}T${value.slice(11, 19)}Z`;
  return Number.isNaN(Date.parse(instant)) ? undefined : instant;
}
