import assert from 'node:assert/strict';
import { compileHelp } from '../../scripts/build/compile-help.ts';

describe('help of a node', () => {
  it('stands in the script element by which Node-RED finds it', () => {
    assert.match(compileHelp('order-out', 'Sends.'), /^<script type="text\/html" data-help-name="order-out">\n<p>Sends\.<\/p>\n<\/script>\n$/);
  });

  it('shows message properties as the help sidebar lays them out', () => {
    const html = compileHelp('x', '### Inputs\n\n: payload (sales order) : the **order**.\n: topic (string) : its name.\n');
    assert.match(html, /<dl class="message-properties"><dt>payload <span class="property-type">sales order<\/span><\/dt><dd>the <strong>order<\/strong>\.<\/dd><dt>topic/);
  });

  it('marks an ordered list of properties as ports, and no other list', () => {
    const html = compileHelp('x', '1. Sent\n: payload (string) : text\n2. Rest\n: payload (string) : text\n\nThen:\n\n1. one\n2. two\n\n- a\n');
    assert.equal(html.match(/<ol class="node-ports">/g)?.length, 1);
    assert.match(html, /<ol><li>one/);
    assert.match(html, /<ul><li>a<\/li>/);
    assert.equal(html.match(/message-properties/g)?.length, 2);
  });

  it('opens links in a page of their own', () => {
    assert.match(compileHelp('x', '[docs](https://example.com/a?b=1&c=2)'), /<a href="https:\/\/example\.com\/a\?b=1&amp;c=2" target="_blank" rel="noreferrer">docs<\/a>/);
  });

  it('keeps an ordinary sentence with colons a sentence', () => {
    assert.match(compileHelp('x', 'Codes: `A` (often): see below.'), /<p>Codes: <code>A<\/code> \(often\): see below\.<\/p>/);
  });
});
