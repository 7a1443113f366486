import type { NodeGroup } from '../../nodes/runtime/node-definition.ts';

/**
 * Palette categories by group. Node-RED shows a category's own id where no catalogue translates it, which holds too
 * where a settings file lists it under `paletteCategories`; a hyphen would make it a part of another category.
 */
export const paletteCategory: Readonly<Record<NodeGroup, string>> = {
  bluecherry: 'BlueCherry',
  woocommerce: 'Storefront',
  operations: 'Operations',
  reliability: 'Reliability',
};
