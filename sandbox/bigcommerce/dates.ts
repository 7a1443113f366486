/** `Wed, 10 Jan 2018 21:05:30 +0000`, as v2 writes instants. */
export const rfc2822 = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000');

/** `2018-01-10T21:05:30+00:00`, as v3 writes them. */
export const iso8601 = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

/** RFC 2822 or ISO 8601; to the second, since nothing finer is stored. NaN when it is neither. */
export const readDate = (text: string): number => {
  const at = Date.parse(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  return Math.floor(at / 1000) * 1000;
};

export const toSecond = (at: number): number => Math.floor(at / 1000) * 1000;
