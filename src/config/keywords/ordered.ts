/** A definition with its place in the order of the file. */
export interface Ordered<D> {
  readonly draft: D;
  readonly order: number;
}
