/**
 * Which block keywords may stand in which: used only to guess where a brace is missing in a file whose braces do not
 * match. Whether a keyword is allowed where it stands is for the model pass to say.
 */

/** The top level, as a place. */
export const TOP = '';

const TOP_BLOCKS = [
  'global_defs',
  'vrrp_sync_group',
  'vrrp_instance',
  'vrrp_script',
  'vrrp_track_file',
  'vrrp_track_process',
  'bfd_instance',
  'virtual_server',
  'virtual_server_group',
  'static_ipaddress',
  'static_routes',
  'static_rules',
  'track_group',
  'garp_group',
  'linkbeat_interfaces',
  'interface_up_down_delays',
  'SSL',
] as const;

const CHECKERS = [
  'TCP_CHECK',
  'HTTP_GET',
  'SSL_GET',
  'SMTP_CHECK',
  'DNS_CHECK',
  'MISC_CHECK',
  'UDP_CHECK',
  'PING_CHECK',
  'FILE_CHECK',
  'BFD_CHECK',
] as const;

const INSTANCE_BLOCKS = [
  'authentication',
  'auth_hmac',
  'unicast_peer',
  'virtual_ipaddress',
  'virtual_ipaddress_excluded',
  'virtual_routes',
  'virtual_rules',
] as const;

const places = new Map<string, readonly string[]>();
for (const keyword of TOP_BLOCKS) places.set(keyword, [TOP]);
for (const keyword of INSTANCE_BLOCKS) places.set(keyword, ['vrrp_instance']);
for (const keyword of CHECKERS) places.set(keyword, ['real_server']);
for (const keyword of ['track_interface', 'track_script', 'track_process', 'track_bfd']) {
  places.set(keyword, ['vrrp_instance', 'vrrp_sync_group']);
}
places.set('track_file', ['vrrp_instance', 'vrrp_sync_group', TOP]);
places.set('group', ['vrrp_sync_group', 'track_group']);
places.set('notification_email', ['global_defs']);
places.set('interfaces', ['garp_group']);
places.set('real_server', ['virtual_server']);
places.set('url', ['HTTP_GET', 'SSL_GET']);

/** The blocks that a block keyword may stand in, the top level as `TOP`. Undefined for every other word. */
export function placesOf(keyword: string): readonly string[] | undefined {
  return places.get(keyword);
}
