const dayName = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthName = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** An instant as orders v2 states and compares it: RFC 2822, whole seconds, UTC. */
export function toRfc2822(epochMs: number): string {
  const at = new Date(Math.floor(epochMs / 1000) * 1000);
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${dayName[at.getUTCDay()] ?? ''}, ${two(at.getUTCDate())} ${monthName[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()} ${time} +0000`;
}

/** ISO 8601 UTC of an RFC 2822 date; undefined for what is none ("" where nothing happened yet). */
export function fromRfc2822(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC)$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
