/** Something that a customer can put into the basket of a storefront: a simple product or one variation. */
export interface Sellable {
  readonly productId: string;
  /** Null for a simple product. */
  readonly variantId: string | null;
  readonly name: string;
  readonly skuCode: string | null;
  /** Drafts and private products are not on sale yet. */
  readonly published: boolean;
}
