/**
 * The figures as a table for people and as JSON for programs.
 */

export interface Row {
  readonly what: string;
  readonly instances: number;
  readonly unit: 'ms' | 'us/s' | 'MB' | 'times';
  readonly keepalived: number;
  readonly vrrpd: number;
  /** Largest ratio that we hold ourselves to, where there is one. */
  readonly target?: number;
  /** Largest value of ours that we hold ourselves to, where no ratio says it. */
  readonly most?: number;
}

export function ratio(row: Row): number {
  return row.vrrpd / row.keepalived;
}

export function missed(row: Row): boolean {
  if (row.most !== undefined && !(row.vrrpd <= row.most)) return true;
  return row.target !== undefined && !(ratio(row) <= row.target);
}

function limit({ target, most }: Row): string {
  if (most !== undefined) return `${most} times`;
  return target === undefined ? '' : formatTarget(target);
}

function formatTarget(target: number): string {
  return Number.isInteger(target * 10) ? target.toFixed(1) : target.toFixed(2);
}

/** A Markdown table; the second column of figures is what the first is compared with. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['what', 'instances', 'keepalived', 'vrrpd', 'ratio', 'at most'],
    ...rows.map((row) => [
      `${row.what}, ${row.unit}`,
      String(row.instances),
      figure(row.keepalived),
      figure(row.vrrpd),
      Number.isFinite(ratio(row)) ? ratio(row).toFixed(2) : '-',
      `${limit(row)}${missed(row) ? ' MISSED' : ''}`,
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  const line = (values: readonly string[]): string =>
    `| ${values.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head, ...body] = cells;
  return [line(head ?? []), rule, ...body.map(line)].join('\n');
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value === 0) return '0';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
