import t, { type Test } from 'tap';
import { formatIpAddress } from '../../src/base/address.js';
import type { AdvertisementTransport } from '../../src/runtime/ports/network.js';
import { loadRawSocketTransport } from '../../src/system/raw-socket-transport.js';
import { testTransport } from '../support/transport-contract.js';

const transport = await loadRawSocketTransport().catch((error: unknown) => error as Error);

if (transport instanceof Error) {
  t.test('raw-socket: transport contract', { skip: transport.message }, () => {});
} else {
  testTransport(t, 'raw-socket', transport, { ipv6: false });
  t.test('raw-socket: IPv6 is refused', async (t) => refuses6(t, transport));
}

function refuses6(t: Test, transport: AdvertisementTransport): void {
  const unbound = { interfaceName: undefined, interfaceIndex: undefined, group: undefined };
  const source = formatIpAddress(new Uint8Array(16));
  const open = () => transport.open({ family: 6, protocol: 112, source, hopLimit: 255, ...unbound }, () => {});
  t.throws(open, { code: 'IPV6_UNSUPPORTED' });
}
