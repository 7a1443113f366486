import type { ConnectionReport } from '../../lib/connectors/contract.ts';

/** The host's answer as a report; an answer of another shape counts as a failure without details. */
export function readReport(answer: unknown): ConnectionReport {
  const { ok, summary, code, details } = (answer ?? {}) as Record<string, unknown>;
  return {
    ok: ok === true,
    summary: typeof summary === 'string' ? summary : '',
    ...(typeof code === 'string' ? { code } : {}),
    details: Array.isArray(details)
      ? details.map((detail: { label?: unknown; value?: unknown }) => ({ label: String(detail.label), value: String(detail.value) }))
      : [],
  };
}
