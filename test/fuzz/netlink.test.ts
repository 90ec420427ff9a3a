import t from 'tap';
import { decodeAddress } from '../../src/wire/netlink/address-message.js';
import { decodeLink } from '../../src/wire/netlink/link-message.js';
import { decodeAcknowledgement, decodeNetlinkMessages } from '../../src/wire/netlink/message.js';
import { decodeRoute } from '../../src/wire/netlink/route-message.js';
import { decodeRule } from '../../src/wire/netlink/rule-message.js';
import { decodeForwardingChange } from '../../src/wire/netlink/settings-message.js';
import { fuzzSeeds, mutate } from '../support/fuzz.js';
import { hex } from '../wire/captures.js';

const SAMPLES = [
  hex(
    '5c000000140000000b6f016b3b010000021800000200000008000100c633640708000200c633640708000400c63364ff' +
      '0d000300657468303a76697000000000080008000000000014000600640000002c010000a68c0400a68c0400',
  ),
  hex(
    '480000001400000000000000000000000a80a200020000001400010020010db8000000000000000000000007' +
      '1400060000000000ffffffffa78c0400a78c040008000800a2000000',
  ),
  hex(
    '580000000200000207000000f47f00009dffffff28000000150005000700000000000000021800000200000008000200c000024d' +
      '08000100c000024d1c000100697076343a2041646472657373206e6f7420666f756e6400',
  ),
  hex('140000000300020007000000f47f000000000000'),
  hex(
    '4400000018000006f276016bf46f000002180010fc1200010000000008000f00e803000008000100c6336400' +
      '080006000700000008000500c00002090800040003000000',
  ),
  hex(
    '5c00000020000000f276016bf56f000002001800fc0000010000000008000f00e803000008000e00ffffffff0500150012000000' +
      '070003006430000008000600d007000008000a001000000008001000ff00000008000200c6336400',
  ),
];

t.test('no bytes make the reading of netlink throw or grow', async (t) => {
  let addresses = 0;
  for (const { seed, random } of fuzzSeeds(20_000)) {
    const bytes = mutate(SAMPLES, random);
    for (const message of decodeNetlinkMessages(bytes)) {
      decodeAcknowledgement(message);
      decodeForwardingChange(message.payload);
      const route = decodeRoute(message.payload);
      if (route?.destination !== undefined && route.destination.length > 128) t.fail(`seed ${seed}: a route too long`);
      const rule = decodeRule(message.payload);
      if (rule?.from !== undefined && rule.from.length > 128) t.fail(`seed ${seed}: a rule too long`);
      const link = decodeLink(message.payload);
      if (link !== undefined && link.name.length > 255) t.fail(`seed ${seed}: a name of ${link.name.length}`);
      const address = decodeAddress(message.payload);
      if (address === undefined) continue;
      addresses += 1;
      if (address.prefix.length > 128) t.fail(`seed ${seed}: a prefix of ${address.prefix.length}`);
    }
  }
  t.ok(addresses > 0);
});
