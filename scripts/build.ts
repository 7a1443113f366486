import { packageRoot } from '../lib/package-root.ts';
import { buildPackage } from './build/build-package.ts';

try {
  process.exitCode = await buildPackage(packageRoot);
} catch (error) {
  console.error(`The build failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
