const windowMs = 120_000;
const blockMs = 180_000;
/** Fewer in a window say nothing. */
const enough = 100;
const leastSuccess = 0.9;

interface Window {
  since: number;
  sent: number;
  failed: number;
  blockedUntil: number;
}

/** How well each domain takes its webhooks, and which are blocked for it; all hooks of a domain answer for each other. */
export class DomainHealth {
  readonly #windows = new Map<string, Window>();

  /** Milliseconds that nothing is sent there any more; 0: it is open. */
  blockedMs(domain: string, now: number): number {
    return Math.max(0, (this.#windows.get(domain)?.blockedUntil ?? 0) - now);
  }

  count(domain: string, ok: boolean, now: number): void {
    const known = this.#windows.get(domain);
    const window = known && now - known.since < windowMs ? known : { since: now, sent: 0, failed: 0, blockedUntil: known?.blockedUntil ?? 0 };
    this.#windows.set(domain, window);
    window.sent += 1;
    if (!ok) window.failed += 1;
    if (window.sent < enough || (window.sent - window.failed) / window.sent >= leastSuccess) return;
    this.#windows.set(domain, { since: now, sent: 0, failed: 0, blockedUntil: now + blockMs });
  }

  blocked(now: number): { readonly domain: string; readonly leftMs: number }[] {
    return [...this.#windows.keys()].map((domain) => ({ domain, leftMs: this.blockedMs(domain, now) })).filter(({ leftMs }) => leftMs > 0);
  }
}
