/**
 * keepalived.conf text for hosts of the lab, written out plainly: what a test says is what the daemon reads.
 */

export interface InstanceText {
  readonly vrid?: number;
  readonly priority: number;
  readonly version?: 2 | 3;
  /** As written after advert_int: `0.1`. */
  readonly advertInt?: string;
  readonly state?: 'MASTER' | 'BACKUP';
  readonly interfaceName?: string;
  readonly addresses: readonly string[];
  /** More lines of the block. */
  readonly lines?: readonly string[];
}

/** One vrrp_instance block. */
export function instanceText(instance: InstanceText): string {
  const vrid = instance.vrid ?? 51;
  return [
    `vrrp_instance VI_${vrid} {`,
    `  state ${instance.state ?? 'BACKUP'}`,
    `  interface ${instance.interfaceName ?? 'eth0'}`,
    `  virtual_router_id ${vrid}`,
    `  version ${instance.version ?? 3}`,
    `  priority ${instance.priority}`,
    `  advert_int ${instance.advertInt ?? '0.1'}`,
    ...(instance.lines ?? []).map((line) => `  ${line}`),
    '  virtual_ipaddress {',
    ...instance.addresses.map((address) => `    ${address}`),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** A whole file: global_defs that suit a lab, then the blocks. */
export function confText(...blocks: readonly string[]): string {
  return ['global_defs {', '  router_id lab', '  script_user root', '}', '', ...blocks].join('\n');
}
