import { Marked } from 'marked';
import type { Tokens } from 'marked';
import { escapeHtml } from './escape-html.ts';

interface PropertyToken extends Tokens.Generic {
  readonly properties: readonly { readonly name: string; readonly kind: string; readonly text: string }[];
}

const line = /^: ?([^:(\n]+)\(([^)\n]*)\) ?: ?([^\n]*)$/;

/**
 * Help in Markdown as Node-RED's help sidebar shows it. `: payload (string) : what it is` is the notation of Node-RED's
 * own Markdown help for a message property; an ordered list with such lines describes the ports.
 */
export function compileHelp(type: string, markdown: string): string {
  return `<script type="text/html" data-help-name="${escapeHtml(type)}">\n${compiler.parse(markdown, { async: false }).trim()}\n</script>\n`;
}

const compiler = new Marked({
  renderer: {
    list(token: Tokens.List): string {
      const items = token.items.map((item) => this.listitem(item)).join('');
      if (!token.ordered) return `<ul>${items}</ul>\n`;
      return `<ol${items.includes('message-properties') ? ' class="node-ports"' : ''}>${items}</ol>\n`;
    },
    link(token: Tokens.Link): string {
      return `<a href="${escapeHtml(token.href)}" target="_blank" rel="noreferrer">${this.parser.parseInline(token.tokens)}</a>`;
    },
  },
  extensions: [
    {
      name: 'messageProperties',
      level: 'block',
      start: (source) => /^ *: ?[^:\n]+\(/m.exec(source)?.index,
      tokenizer(source) {
        const raw = /^(?: *: ?[^:(\n]+\([^)\n]*\) ?:[^\n]*(?:\n|$))+/.exec(source)?.[0];
        if (raw === undefined) return undefined;
        const properties = raw
          .trim()
          .split('\n')
          .map((text) => line.exec(text.trim()))
          .filter((match) => match !== null)
          .map(([, name = '', kind = '', text = '']) => ({ name: name.trim(), kind: kind.trim(), text: text.trim() }));
        return { type: 'messageProperties', raw, properties };
      },
      renderer(token) {
        const rows = (token as PropertyToken).properties.map(
          ({ name, kind, text }) =>
            `<dt>${escapeHtml(name)} <span class="property-type">${escapeHtml(kind)}</span></dt><dd>${inline(text)}</dd>`,
        );
        return `<dl class="message-properties">${rows.join('')}</dl>\n`;
      },
    },
  ],
});

function inline(markdown: string): string {
  return new Marked().parseInline(markdown, { async: false });
}
