/** A tab's label as a file name. Letters of every language stay; 48 characters keep it under every file system's limit. */
export function slugOf(label: string): string {
  const words = label.normalize('NFC').toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const slug = Array.from(words.join('-')).slice(0, 48).join('');
  return slug.replace(/-$/, '') || 'tab';
}

/**
 * The first free name for a label: `orders`, then `orders-2`, … A present name is kept while it still fits, so that of
 * two tabs with one label each stays in its own file.
 */
export function nameFile(label: string, present: string | undefined, taken: ReadonlySet<string>): string {
  const slug = slugOf(label);
  if (present !== undefined && !taken.has(present)) {
    if (present === slug || (present.startsWith(`${slug}-`) && /^[1-9]\d*$/.test(present.slice(slug.length + 1)))) return present;
  }
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? slug : `${slug}-${number}`;
    if (!taken.has(name)) return name;
  }
}
