import type { Address } from '../../model/sales-order.ts';
import { membersOf, textOf } from './remote-record.ts';

/** Text stays as the customer wrote it; only the country is a code. Absent parts are empty. */
export function toAddress(contact: unknown): Address {
  const from = membersOf(contact);
  return {
    firstName: textOf(from['first_name']),
    lastName: textOf(from['last_name']),
    company: textOf(from['company']),
    address1: textOf(from['street_1']),
    address2: textOf(from['street_2']),
    city: textOf(from['city']),
    state: textOf(from['state']),
    postcode: textOf(from['zip']),
    country: textOf(from['country_iso2']).trim().toUpperCase(),
    phone: textOf(from['phone']),
    email: textOf(from['email']),
  };
}

/** Where a customer collects an order: the location is the address, the customer its recipient. */
export function toPickupAddress(location: unknown, customer: Address): Address {
  const from = membersOf(location);
  return {
    firstName: customer.firstName,
    lastName: customer.lastName,
    company: textOf(from['name']),
    address1: textOf(from['address_line_1']),
    address2: textOf(from['address_line_2']),
    city: textOf(from['city']),
    state: textOf(from['state']),
    postcode: textOf(from['postal_code']),
    country: textOf(from['country_alpha2']).trim().toUpperCase(),
    phone: textOf(from['phone']),
    email: textOf(from['email']),
  };
}
