/** An order as the model's `POST /order-batches` takes it. Money is decimal text in the currency's own decimals. */
export interface ImportOrder {
  readonly externalRef: string;
  readonly orderType: string;
  readonly customer: string;
  readonly store: string;
  readonly customerPo: string;
  readonly division: string;
  readonly terms: string;
  readonly shipVia: string;
  readonly currency: string;
  readonly orderDate: string;
  /** First day it may ship; day it is cancelled when it has not. */
  readonly startDate: string;
  readonly cancelDate: string;
  readonly paymentReference: string;
  readonly note: string;
  readonly billTo: ImportParty;
  readonly shipTo: ImportParty;
  readonly lines: readonly ImportLine[];
  readonly charges: readonly ImportCharge[];
  /** For information: the discounts are in the lines' amounts already. */
  readonly discounts: readonly { readonly code: string; readonly amount: string; readonly taxAmount: string }[];
  readonly taxes: readonly { readonly code: string; readonly rate: string | null; readonly amount: string }[];
  readonly totals: Readonly<Record<'merchandise' | 'discount' | 'freight' | 'fees' | 'rounding' | 'tax' | 'total', string>>;
}

export interface ImportParty {
  readonly name: string;
  readonly company: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
}

export interface ImportLine {
  readonly lineNo: number;
  readonly sku: { readonly division: string; readonly style: string; readonly colorCode: string; readonly label: string; readonly dimension: string; readonly sizeBucket: number };
  readonly skuCode: string;
  readonly location: string;
  readonly qtyOrdered: number;
  /** Unit price without tax before discount, four decimals: for information. */
  readonly price: string;
  readonly discountAmount: string;
  /** Without tax, after discount. This and `taxAmount` are what counts. */
  readonly amount: string;
  readonly taxAmount: string;
}

export interface ImportCharge {
  readonly type: 'freight' | 'fee' | 'rounding';
  readonly code: string;
  readonly description: string;
  readonly amount: string;
  readonly taxAmount: string;
}
