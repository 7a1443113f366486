/** The query as PHP reads it: the last of a repeated name counts, `name[]` and `name[key]` make an array. */
export class QueryParameters {
  readonly #values = new Map<string, string | Map<string, string>>();

  constructor(query: string) {
    for (const [name, value] of new URLSearchParams(query)) {
      const match = /^([^[]+)\[([^\]]*)\]$/.exec(name);
      const [, base, key] = match ?? [];
      if (base === undefined || key === undefined) {
        this.#values.set(name, value);
        continue;
      }
      const known = this.#values.get(base);
      const list = known instanceof Map ? known : new Map<string, string>();
      list.set(key === '' ? String(list.size) : key, value);
      this.#values.set(base, list);
    }
  }

  /** Names and values flattened as WooCommerce signs them: `status[]=a` has become `status[0]=a`. */
  flattened(): [string, string][] {
    return [...this.#values].flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [...value].map(([key, member]): [string, string] => [`${name}[${key}]`, member]),
    );
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** An array, or a text split at commas and spaces (wp_parse_list). */
  list(name: string): string[] | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value.split(/[\s,]+/).filter((member) => member !== '') : [...value.values()];
  }

  ids(name: string): Set<number> | undefined {
    const list = this.list(name);
    return list && new Set(list.map(Number));
  }

  flag(name: string): boolean {
    return ['1', 'true'].includes((this.text(name) ?? '').toLowerCase());
  }
}
