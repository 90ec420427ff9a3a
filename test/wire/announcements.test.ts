import t from 'tap';
import type { IpAddress, MacAddress } from '../../src/base/address.js';
import { decodeArpFrame, encodeArpProbe, encodeGratuitousArp } from '../../src/wire/arp.js';
import { encodeNeighbourAdvertisement } from '../../src/wire/neighbour-advertisement.js';
import { GRATUITOUS_ARP, hex, NEIGHBOUR_ADVERTISEMENT, toHex } from './captures.js';

const MAC = '02:00:00:00:77:01' as MacAddress;

t.test('a gratuitous ARP is the frame that keepalived sends', async (t) => {
  t.equal(toHex(encodeGratuitousArp('10.77.0.100' as IpAddress, MAC)), toHex(GRATUITOUS_ARP));
});

t.test('an ARP probe claims nothing', async (t) => {
  const probe = 'ffffffffffff0200000077010806000108000604000102000000770100000000000000000000 0a4d0064';
  t.equal(toHex(encodeArpProbe('10.77.0.100' as IpAddress, MAC)), toHex(hex(probe)));
});

t.test('ARP of others is read', async (t) => {
  // A reply of the Linux kernel, recorded with the other frames.
  const reply = hex('020000007701020000007702080600010800060400020200000077020a4d00020200000077010a4d0001');
  t.strictSame(decodeArpFrame(reply), {
    operation: 'reply',
    senderMac: '02:00:00:00:77:02',
    sender: '10.77.0.2',
    targetMac: '02:00:00:00:77:01',
    target: '10.77.0.1',
  });
  for (let length = 0; length < 42; length += 1) t.equal(decodeArpFrame(reply.subarray(0, length)), undefined);
});

t.test('a neighbour advertisement is the frame that keepalived sends', async (t) => {
  const fields = { address: 'fd77::100' as IpAddress, mac: MAC, router: false };
  t.equal(toHex(encodeNeighbourAdvertisement(fields)), toHex(NEIGHBOUR_ADVERTISEMENT));
});

t.test('a forwarding host says in its neighbour advertisement that it is a router', async (t) => {
  const frame = encodeNeighbourAdvertisement({ address: 'fd77::100' as IpAddress, mac: MAC, router: true });
  t.equal(toHex(frame.subarray(54, 62)), '880060aea0000000', 'flags Router and Override, checksum less by 0x8000');
});
