/** Why the host did not do what a form asked for. */
export class HostRefusal extends Error {
  override readonly name = 'HostRefusal';
  /** Code of the error table, or the HTTP status. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function readRefusal(status: number, text: string): HostRefusal {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && typeof message === 'string') return new HostRefusal(code, message);
  } catch {
    // Not the kit's answer: a proxy's page, or Node-RED's own "Unauthorized".
  }
  return new HostRefusal(String(status), '');
}
