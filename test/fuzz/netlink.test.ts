import t from 'tap';
import { decodeAddress } from '../../src/wire/netlink/address-message.js';
import { decodeLink } from '../../src/wire/netlink/link-message.js';
import { decodeAcknowledgement, decodeNetlinkMessages } from '../../src/wire/netlink/message.js';
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
];

t.test('no bytes make the reading of netlink throw or grow', async (t) => {
  let addresses = 0;
  for (const { seed, random } of fuzzSeeds(20_000)) {
    const bytes = mutate(SAMPLES, random);
    for (const message of decodeNetlinkMessages(bytes)) {
      decodeAcknowledgement(message);
      decodeForwardingChange(message.payload);
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
