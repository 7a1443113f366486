import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { bundleEditorCode } from './bundle-editor-code.ts';
import { compileHelp } from './compile-help.ts';
import { findMissingTexts } from './find-missing-texts.ts';
import type { NodeCatalogue } from './node-catalogue.ts';
import type { NodeFolder } from './node-folder.ts';
import { readFormModel } from './read-fields.ts';
import { writeCatalogue } from './write-catalogue.ts';
import { writeFormHtml } from './write-form-html.ts';
import { writeRegistration } from './write-registration.ts';

const mainLanguage = 'en-US';

/** Writes what Node-RED loads beside a node's JavaScript: its HTML, catalogues and help. Answers the files written. */
export async function writeNode(root: string, folder: NodeFolder): Promise<string[]> {
  const { type, definition } = folder;
  const model = readFormModel(definition);
  const catalogue = await readCatalogue(root, folder);
  const missing = findMissingTexts(definition, model, catalogue);
  if (missing.length > 0) throw new Error(`${type}: the locale file ${mainLanguage} lacks ${missing.join(', ')}.`);
  const extension = path.join(folder.path, `${type}.editor.ts`);
  const code = await bundleEditorCode(root, folder, model, existsSync(extension) ? extension : null);
  const style = await transform(await readFile(path.join(root, 'editor/form/form.css'), 'utf8'), { loader: 'css', minify: true });
  const html = [
    `<script type="text/javascript">\n(function () {\n${code}\n${writeRegistration(definition, model)}\n})();\n</script>`,
    `<script type="text/html" data-template-name="${type}">\n<style>\n${style.code.trim()}\n</style>\n${writeFormHtml(model, catalogue)}\n</script>`,
  ];
  const target = path.join(root, 'dist/nodes', folder.group, type);
  return [await write(path.join(target, `${type}.html`), `${html.join('\n\n')}\n`), ...(await writeLocales(root, folder, target))];
}

async function readCatalogue(root: string, { type, path: folder }: NodeFolder): Promise<NodeCatalogue> {
  const file = path.join(folder, 'locales', mainLanguage, `${type}.json`);
  const texts = JSON.parse(await readFile(file, 'utf8')) as Record<string, NodeCatalogue | undefined>;
  const catalogue = texts[type];
  if (!catalogue) throw new Error(`${path.relative(root, file)} must hold its texts under "${type}".`);
  return catalogue;
}

async function writeLocales(root: string, { type, path: folder }: NodeFolder, target: string): Promise<string[]> {
  const written: string[] = [];
  for (const language of (await readdir(path.join(folder, 'locales'))).sort()) {
    const from = path.join(folder, 'locales', language);
    const to = path.join(target, 'locales', language);
    const sharedFile = path.join(root, 'editor/locales', `${language}.json`);
    const shared = existsSync(sharedFile) ? await readFile(sharedFile, 'utf8') : '{}';
    written.push(
      await write(path.join(to, `${type}.json`), writeCatalogue(await readFile(path.join(from, `${type}.json`), 'utf8'), shared)),
      await write(path.join(to, `${type}.html`), compileHelp(type, await readFile(path.join(from, `${type}.md`), 'utf8'))),
    );
  }
  return written;
}

async function write(file: string, text: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
