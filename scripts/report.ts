import { parseArgs } from 'node:util';
import { readSettings } from '../settings.ts';
import { monthEnd, monthEndCsv } from './report/month-end.ts';
import { openAccounts, type ClientAccounts } from './report/open-accounts.ts';
import { skuReport, skuReportCsv } from './report/skus.ts';

const usage = `npm run report -- <name> [options]

  month-end   every order of the shop beside its sales order in BlueCherry
                --month 2026-11   the month in which the orders were placed (UTC)
  skus        products and variations whose orders will not pass: no SKU, not unique, not in BlueCherry

CSV goes to standard output. The client is chosen by CLIENT. The exit code is 1 when somebody has something to look at.`;

interface Report {
  readonly csv: string;
  readonly summary: string;
  readonly open: number;
}

async function monthEndReport(accounts: ClientAccounts, month: string): Promise<Report> {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const sheet = await monthEnd(accounts, new Date(Date.UTC(year, number - 1, 1)), new Date(Date.UTC(year, number, 1)));
  return { csv: monthEndCsv(sheet), summary: `${sheet.rows.length} orders placed in ${month}, ${sheet.open} for finance to look at.`, open: sheet.open };
}

async function skusReport(accounts: ClientAccounts): Promise<Report> {
  const report = await skuReport(accounts);
  const open = report.findings.length;
  return { csv: skuReportCsv(report), summary: `${report.checked} products and variations, ${open} for ecommerce to look at.`, open };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { month: { type: 'string', default: '' }, help: { type: 'boolean', default: false } } });
const [name] = positionals;
const known = name === 'skus' || (name === 'month-end' && /^\d{4}-(0[1-9]|1[0-2])$/.test(values.month));

if (!known || values.help) {
  console.error(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const accounts = await openAccounts(readSettings(process.env));
  try {
    const report = await (name === 'skus' ? skusReport(accounts) : monthEndReport(accounts, values.month));
    process.stdout.write(report.csv);
    console.error(report.summary);
    process.exitCode = report.open > 0 ? 1 : 0;
  } finally {
    await accounts.close();
  }
}
