import { button } from './button.ts';
import { element } from './element.ts';

export interface ReasonTexts {
  readonly reason: string;
  readonly confirm: string;
  readonly cancel: string;
}

/** Asks in place why something is done; the confirming button works once there is a reason. */
export function askReason(place: HTMLElement, texts: ReasonTexts, confirmed: (reason: string) => void, cancelled: () => void): void {
  const reason = element('input', { type: 'text', placeholder: texts.reason, 'aria-label': texts.reason });
  const confirm = button(texts.confirm, () => confirmed(reason.value.trim()), true);
  const judge = (): void => {
    confirm.disabled = reason.value.trim() === '';
  };
  reason.addEventListener('input', judge);
  reason.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !confirm.disabled) confirm.click();
    if (event.key !== 'Escape') return;
    // The editor would close the whole form on this key.
    event.stopPropagation();
    cancelled();
  });
  place.replaceChildren(reason, confirm, button(texts.cancel, cancelled, true));
  judge();
  reason.focus();
}
