import type { Address } from '../../model/sales-order.ts';
import type { RawContact } from './raw-order.ts';

const text = (value: string | number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** Text stays as the customer wrote it; only the country is a code. Absent parts are empty. */
export function toAddress(contact: RawContact): Address {
  const from = contact === null || Array.isArray(contact) ? {} : (contact ?? {});
  return {
    firstName: text(from.first_name),
    lastName: text(from.last_name),
    company: text(from.company),
    address1: text(from.address_1),
    address2: text(from.address_2),
    city: text(from.city),
    state: text(from.state),
    postcode: text(from.postcode),
    country: text(from.country).trim().toUpperCase(),
    phone: text(from.phone),
    email: text(from.email),
  };
}
