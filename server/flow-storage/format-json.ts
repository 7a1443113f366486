const lineLength = 100;

/**
 * JSON as people compare it: a property to a line, so that moving a node changes its `x` and its `y` and nothing else,
 * but `wires` and short lists of plain values on one line.
 */
export function formatJson(value: unknown): string {
  return `${format(value, '', '')}\n`;
}

function format(value: unknown, key: string, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return formatList(value, key, indent);
  const inner = `${indent}  `;
  const properties = Object.entries(value).filter(([, content]) => content !== undefined);
  if (properties.length === 0) return '{}';
  const lines = properties.map(([name, content]) => `${inner}${JSON.stringify(name)}: ${format(content, name, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function formatList(list: readonly unknown[], key: string, indent: string): string {
  if (key === 'wires' || list.every((entry) => typeof entry !== 'object' || entry === null)) {
    const line = `[${list.map((entry) => JSON.stringify(entry)).join(', ')}]`;
    if (key === 'wires' || line.length <= lineLength) return line;
  }
  const inner = `${indent}  `;
  return `[\n${list.map((entry) => `${inner}${format(entry, '', inner)}`).join(',\n')}\n${indent}]`;
}
