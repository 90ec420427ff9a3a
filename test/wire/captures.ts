/**
 * Frames recorded with tcpdump from Debian's keepalived 2.2.7 (10.77.0.1, fd77::1) between two network namespaces, whole
 * from the Ethernet header on. Nothing of vrrpd made any of these bytes.
 */

/** Bytes of hexadecimal digits; blanks are ignored. */
export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The packet behind the 14 bytes of Ethernet header. */
function packetOf(frame: string): Uint8Array {
  return hex(frame).subarray(14);
}

/** Version 2, VRID 91, priority 120, 1 s, PASS 1111, 10.77.0.100. */
export const V2_PASS = packetOf(
  '01005e000012020000007701080045c0002800010000ff70d0440a4d0001e0000012215b78010101f88e0a4d00643131313100000000',
);

/** The same with priority 0. */
export const V2_PASS_LEAVING = packetOf(
  '01005e000012020000007701080045c0002800070000ff70d03e0a4d0001e0000012215b00010101708f0a4d00643131313100000000',
);

/** Version 2, VRID 10, priority 100, 1 s, no authentication, 10.77.0.101 and .102. */
export const V2_NONE = packetOf(
  '01005e000012020000007701080045c0002c00010000ff70d0400a4d0001e0000012210a64020001658d0a4d00650a4d00660000000000000000',
);

/** Version 3, VRID 51, priority 255, 0.5 s, 10.77.0.103, checksum with pseudo-header. */
export const V3_IPV4 = packetOf(
  '01005e000012020000007701080045c0002000010000ff70d04c0a4d0001e00000123133ff010032da070a4d0067',
);

/** Version 3, VRID 52, priority 150, 1 s, 10.77.0.104 to .106. */
export const V3_IPV4_THREE = packetOf(
  '01005e000012020000007701080045c0002800010000ff70d0440a4d0001e00000123134960300642d5d0a4d00680a4d00690a4d006a',
);

/** Version 3, VRID 53, priority 110, 1 s, fe80::100 and fd77::100, from fe80::ff:fe00:7701 to ff02::12; IPv6 header first. */
export const V3_IPV6_FRAME = packetOf(
  '33330000001202000000770186dd6c04f181002870fffe80000000000000000000fffe007701ff020000000000000000000000000012' +
    '31356e020064ee3bfe800000000000000000000000000100fd770000000000000000000000000100',
);
export const V3_IPV6 = V3_IPV6_FRAME.subarray(40);

/** Version 2 with AH, password secret78, VRID 54, priority 101, 1 s, 10.77.0.107, sequence 1. */
export const V2_AH = packetOf(
  '01005e000012020000007701080045c0004000010000ff33d0690a4d0001e0000012700400000a4d0001000000010fd7d611f95d0d73ec5e0144' +
    '2136650102016d0f0a4d006b0000000000000000',
);

/** The same with sequence 6. */
export const V2_AH_SIXTH = packetOf(
  '01005e000012020000007701080045c0004000060000ff33d0640a4d0001e0000012700400000a4d000100000006068f864f72823db0a22e276d' +
    '2136650102016d0f0a4d006b0000000000000000',
);

/** Version 3 unicast to 10.77.0.2, VRID 55, priority 120, 1 s, 10.77.0.108. */
export const V3_UNICAST = packetOf(
  '020000007702020000007701080045c0002000010000ff70a6100a4d00010a4d000231377801006436910a4d006c',
);

/** Version 2 unicast to 10.77.0.2, VRID 56, priority 120, 1 s, PASS hunter2, 10.77.0.109. */
export const V2_UNICAST = packetOf(
  '020000007702020000007701080045c0002800010000ff70a6080a4d00010a4d0002213878010101ecae0a4d006d68756e7465723200',
);

/** Version 3 unicast from fd77::1 to fd77::2, hop limit 64, VRID 57, priority 90, 1 s, fd77::109; message only. */
export const V3_IPV6_UNICAST = hex('31395a0100647a65fd770000000000000000000000000109');

/** Version 2 over IPv6 from fe80::ff:fe00:7701 to ff02::12, VRID 57, priority 100, 1 s, fd77::109; message only. */
export const V2_IPV6 = hex('2139640100010824fd770000000000000000000000000109');

/** The same with PASS, VRID 58, fd77::110: the type is named, the password is not there. */
export const V2_IPV6_PASS = hex('213a64010101071cfd770000000000000000000000000110');

/** Gratuitous ARP for 10.77.0.100 from 02:00:00:00:77:01, whole frame. */
export const GRATUITOUS_ARP = hex(
  'ffffffffffff020000007701080600010800060400010200000077010a4d0064ffffffffffff0a4d0064',
);

/** Unsolicited neighbour advertisement for fd77::100 from 02:00:00:00:77:01, not a router, whole frame. */
export const NEIGHBOUR_ADVERTISEMENT = hex(
  '33330000000102000000770186dd6000000000203afffd770000000000000000000000000100ff020000000000000000000000000001' +
    '8800e0ae20000000fd7700000000000000000000000001000201020000007701',
);
