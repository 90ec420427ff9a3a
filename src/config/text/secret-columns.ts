/** From which column on each line of the files may hold a secret: what stands there is not shown. */

import type { Span } from '../diagnostic.js';
import type { LineNode } from './line-node.js';
import { secretOffset } from './secrets.js';

type Columns = Map<string, Map<number, number>>;

export class SecretColumns {
  /** Lines that did not become nodes. */
  readonly #others: Columns = new Map();
  #nodes: readonly LineNode[] = [];
  #ofNodes: Columns | undefined;

  /** Covers a line from a place on; what is known of it as a node counts more. */
  cover(place: Span): void {
    add(this.#others, place);
  }

  /** The nodes are gone through when the first line is asked for. */
  coverNodes(nodes: readonly LineNode[]): void {
    this.#nodes = nodes;
    this.#ofNodes = undefined;
  }

  /** Undefined for a line of which all may be shown. */
  of(file: string, line: number): number | undefined {
    if (this.#ofNodes === undefined) {
      this.#ofNodes = new Map();
      for (const node of this.#nodes) addNode(this.#ofNodes, node);
    }
    return this.#ofNodes.get(file)?.get(line) ?? this.#others.get(file)?.get(line);
  }
}

function addNode(columns: Columns, node: LineNode): void {
  if (node.secret) {
    const { line, hasBlock } = node;
    const from = secretOffset(line.text);
    // Behind a keyword that stands alone a password may follow in what is read as a comment.
    if (from < line.text.length || !hasBlock) {
      for (const place of line.places(from, line.text.length - from)) add(columns, place);
    }
  }
  node.eachChild((child) => addNode(columns, child));
}

function add(columns: Columns, { file, line, column }: Span): void {
  let lines = columns.get(file);
  if (lines === undefined) {
    lines = new Map();
    columns.set(file, lines);
  }
  lines.set(line, Math.min(lines.get(line) ?? column, column));
}
