/** What hosts put in front of an API: JSON clients meet these pages in place of JSON. */
export const maintenancePage =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body></html>';

export const challengePage =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><p>Checking your browser before you proceed.</p></body></html>';

export const tooManyRequestsPage = '<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many Requests</h1></center></body></html>';

export const htmlHeaders = { 'content-type': 'text/html; charset=UTF-8' } as const;
