import { parseArgs } from 'node:util';
import { readSettings } from '../settings.ts';
import { monthEnd, monthEndCsv } from './report/month-end.ts';
import { openAccounts } from './report/open-accounts.ts';

const usage = `npm run report -- <name> [options]

  month-end   every order of the shop beside its sales order in BlueCherry, as CSV on standard output
                --month 2026-11   the month in which the orders were placed (UTC)

The client is chosen by CLIENT. The exit code is 1 when finance has something to look at.`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { month: { type: 'string' }, help: { type: 'boolean', default: false } } });
const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(values.month ?? '');

if (positionals[0] !== 'month-end' || !month || values.help) {
  console.error(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const accounts = await openAccounts(readSettings(process.env));
  try {
    const from = new Date(Date.UTC(Number(month[1]), Number(month[2]) - 1, 1));
    const to = new Date(Date.UTC(Number(month[1]), Number(month[2]), 1));
    const sheet = await monthEnd(accounts, from, to);
    process.stdout.write(monthEndCsv(sheet));
    console.error(`${sheet.rows.length} orders placed in ${values.month ?? ''}, ${sheet.open} for finance to look at.`);
    process.exitCode = sheet.open > 0 ? 1 : 0;
  } finally {
    await accounts.close();
  }
}
