/**
 * Currencies of small units: about how many make a pound, a euro or a dollar, to the nearest power of ten. Good for
 * asking whether an amount is plausible, and for nothing else; rates change, powers of ten seldom do.
 */
const powersOfTen: Readonly<Record<number, string>> = {
  10: 'AED BOB BRL BWP CNY CZK DKK EGP ERN ETB GHS GTQ HKD HNL ILS MAD MDL MOP MUR MVR MXN MYR NAD NIO NOK PEN PLN QAR RON SAR SCR SEK SZL TJS TRY TTD TWD UYU VES ZAR ZMW',
  100: 'AFN ALL BDT BTN CUP CVE DJF DOP DZD GMD GYD HTG INR ISK JMD JPY KES KGS LKR LRD MKD MRU MZN NPR PHP PKR RSD RUB SDG SRD THB UAH VUV XPF',
  1000: 'AMD AOA ARS BIF CDF CLP COP CRC HUF IQD KMF KRW KZT LBP MMK MNT MWK NGN RWF SOS SSP TZS UGX XAF XOF YER',
  10_000: 'GNF IDR IRR KHR LAK MGA PYG UZS VND',
};

const units = new Map(Object.entries(powersOfTen).flatMap(([power, codes]) => codes.split(' ').map((code) => [code, Number(power)] as const)));

/** 1 for the pound and its like, 100 for the yen. */
export function unitsPerPound(currency: string): number {
  return units.get(currency) ?? 1;
}
