/**
 * Configurations made by chance from the keyword tables: any keyword, with values that fit, nearly fit or do not. From
 * one seed always the same file.
 */

import { allTables } from '../../src/config/keywords/index.js';
import type { AnyTable } from '../../src/config/keywords/keyword.js';
import { explainKeyword } from '../../src/config/reference/explain.js';

/** A number from 0 up to, not including, 1. */
export type Chance = () => number;

const VALUES = [
  ...['0', '1', '2', '5', '100', '254', '255', '300', '-1', '-5', '3.5', '0.01', '1-5', '80-90', '0x10/0xff'],
  ...['eth0', 'eth1', 'lo', 'chk', 'tf', 'tp', 'b1', 'VI_1', 'VI_2', 'TG', '"a b"', 'x'],
  ...['192.0.2.1', '192.0.2.7/24', '2001:db8::1', '2001:db8::2/64', '224.0.0.18', 'ff02::12', '00:00:5e:00:01:02'],
  ...['on', 'off', 'MASTER', 'BACKUP', 'PASS', 'AH', 'NAT', 'DR', 'TUN', 'rr', 'TCP', 'UDP', 'inet', 'inet6'],
  ...['weight', 'reverse', 'default', 'via', 'dev', 'table', 'nexthop', 'from', 'to', 'preference', 'main'],
];

/** Names that mean something else where they begin a line without quotes. */
const ODD_NAMES = [
  ...['"@c"', '"@^node1"', '"~SEQ(a,1,2)"', '"~LST(a,1)"', '"$F=1"', '"$F"', '"include"', '"includea"', '"a#b"', '"!"'],
  ...['"{"', '"}"', '"a b"', '"\ufeffx"'],
];

type Row = AnyTable['rows'][number];

const tables = new Map(allTables.map((table) => [table.block, table]));

export function generateConfiguration(chance: Chance): string {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(chance() * values.length)] as T;
  const times = (most: number, make: () => string): string =>
    Array.from({ length: Math.floor(chance() * most) }, make).join('');

  const name = (usual: string): string => (chance() < 0.3 ? pick(ODD_NAMES) : usual);
  const chk = name('chk');
  const [file, process, session, group, member] = [name('tf'), name('tp'), name('b1'), name('G'), name('VI_2')];

  const values = (row: Row): string => {
    const [explained] = explainKeyword(row.block === '' ? row.name : `${row.block}/${row.name}`);
    const { example = '' } = explained ?? {};
    const fits = example.startsWith(row.name) && !example.includes('{') && chance() < 0.6;
    return fits ? example.slice(row.name.length) : times(3, () => ` ${pick(VALUES)}`);
  };
  const lines = (block: string, depth: number): string => {
    const rows = tables.get(block)?.rows ?? [];
    return times(12, () => statement(pick(rows), depth));
  };
  const statement = (row: Row, depth: number): string => {
    if (row.name.startsWith('<')) return `${pick(VALUES)}${values(row)}\n`;
    if (!row.opensBlock || depth > 4) return `${row.name}${values(row)}\n`;
    const ofKeywords = row.inner !== undefined && chance() < 0.5;
    const body = ofKeywords ? lines(row.inner.block, depth + 1) : `${pick(VALUES)} ${pick(VALUES)}\n${pick(VALUES)}\n`;
    const named = row.args.startsWith('{') ? '' : values(row);
    return `${row.name}${named} {\n${body}}\n`;
  };
  const options = (block: string): string => {
    const row = pick(tables.get(block)?.rows ?? []);
    return `${row.name}${values(row)}`;
  };
  const instance = (number: number): string => `vrrp_instance ${number === 2 ? member : `VI_${number}`} {
interface eth0
virtual_router_id ${number}
virtual_ipaddress {
${pick(['192.0.2.1', '2001:db8::1', '192.0.2.3/24 brd + dev eth1'])}
}
${lines('vrrp_instance', 1)}${lines('vrrp_instance', 1)}track_script {
${chk} weight ${pick(['0', '5'])}
}
track_file {
${file}
}
track_process {
${process}
}
track_bfd {
${session}
}
virtual_routes {
${pick(['192.0.2.0/24', 'default', '2001:db8::/32', 'blackhole 10.0.0.0/8'])} ${options('virtual_routes')} ${options('virtual_routes')}
}
virtual_rules {
from 192.0.2.0/24 preference 5 ${options('virtual_rules')} table 5
}
}
`;
  return `global_defs {
notification_email {
${name('a@example.com')}
}
${lines('global_defs', 1)}}
vrrp_script ${chk} {
script "/x y"
${lines('vrrp_script', 1)}}
track_file ${file} {
file /f
${lines('track_file', 1)}}
vrrp_track_process ${process} {
process ${name('p')} ${name('q')}
${lines('vrrp_track_process', 1)}}
bfd_instance ${session} {
neighbor_ip 192.0.2.9
${lines('bfd_instance', 1)}}
${instance(1)}${instance(2)}${instance(3)}vrrp_sync_group ${group} {
group {
VI_1
${member}
}
${lines('vrrp_sync_group', 1)}}
track_group TG {
group {
VI_1
}
}
${lines('', 0)}virtual_server 192.0.2.1 80 {
${lines('virtual_server', 1)}real_server 192.0.2.2 80 {
${lines('real_server', 2)}}
}
`;
}
