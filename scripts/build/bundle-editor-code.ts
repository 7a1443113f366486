import path from 'node:path';
import { build } from 'esbuild';
import type { FormModel } from '../../editor/form/form-field.ts';
import type { NodeFolder } from './node-folder.ts';

/**
 * The form's code for one node type as an expression-free script that declares `form`: the shared form code, this
 * node's form model and, where there is one, its own `<type>.editor.ts`.
 */
export async function bundleEditorCode(root: string, folder: NodeFolder, model: FormModel, extensionFile: string | null): Promise<string> {
  const from = (file: string): string => JSON.stringify(path.join(root, file));
  const extension = extensionFile === null ? '' : `import extension from ${JSON.stringify(extensionFile)};\n`;
  const entry = `import { createForm } from ${from('editor/form/create-form.ts')};\n${extension}module.exports = createForm(${JSON.stringify(model)}${extension === '' ? '' : ', extension'});\n`;
  const result = await build({
    stdin: { contents: entry, resolveDir: folder.path, sourcefile: `${folder.type}.form.ts`, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'form',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    logLevel: 'silent',
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error(`esbuild gave no output for the form of ${folder.type}.`);
  // A script element ends at the first "</script", also inside a text.
  return output.text.trim().replaceAll('</script', '<\\/script');
}
