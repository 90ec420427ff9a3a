import t, { type Test } from 'tap';
import { native } from '../../src/system/native.js';
import { packetAnnouncer } from '../../src/system/packet-announcer.js';
import { ReceiveRing } from '../../src/system/receive-ring.js';
import { encodeLinkSocketAddress } from '../../src/system/socket-address.js';
import { makeNamespacePair, type NamespaceEnd, namespacesMissing } from '../support/namespace-pair.js';

const ETH_P_ARP = 0x0806;
const skip = namespacesMissing();

/** Hears the ARP frames that arrive at an end. */
function listen(t: Test, end: NamespaceEnd): ReceiveRing {
  const { Socket, constants } = native();
  const networkOrder = ((ETH_P_ARP & 0xff) << 8) | (ETH_P_ARP >> 8);
  const socket = end.within(() => new Socket(constants.AF_PACKET, constants.SOCK_RAW, networkOrder));
  t.teardown(() => socket.close());
  socket.bind(encodeLinkSocketAddress(end.interfaceIndex, ETH_P_ARP));
  return new ReceiveRing(socket, 64, 128);
}

/** An Ethernet broadcast of the ARP type with a number in it; as long as the shortest frame, so that none is padded. */
function frame(value: number): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x08, 0x06, value]);
  return bytes;
}

t.test(
  'frames leave whole and in order, and those that cannot are counted',
  skip === false ? {} : { skip },
  async (t) => {
    const pair = makeNamespacePair('p');
    t.teardown(() => pair.remove());
    const announcer = pair.first.within(packetAnnouncer);
    t.teardown(() => announcer.close());
    const ring = listen(t, pair.second);
    const { interfaceIndex } = pair.first;
    const sent = announcer.send([
      { interfaceIndex, bytes: frame(1) },
      { interfaceIndex: 4711, bytes: frame(2) },
      { interfaceIndex, bytes: new Uint8Array(5000) },
      { interfaceIndex, bytes: frame(3) },
    ]);
    t.equal(sent, 2);
    t.strictSame(
      ring.receive().map(({ bytes }) => bytes),
      [frame(1), frame(3)],
    );
    t.equal(announcer.send(Array.from({ length: 5000 }, () => ({ interfaceIndex, bytes: frame(4) }))), 5000);
  },
);
