/** Fixed-width columns come out of the ERP filled up with spaces. */
export const padded = (code: string, width: number): string => code.padEnd(width, ' ');
