/** CSV as spreadsheets read it everywhere: CRLF, quoted where needed, nothing that a spreadsheet would run as a formula. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return `${lines.map((line) => line.map(quote).join(',')).join('\r\n')}\r\n`;
}

/** A cell that begins like a formula would be run; negative amounts are plain numbers. */
function quote(cell: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
