/**
 * Classic BPF that lets only frames pass which claim one of some addresses, so that the chatter of a segment, or a flood
 * on it, does not wake the daemon. Eight bytes an instruction, in the byte order of both processors with binaries.
 * @see linux/filter.h
 */

import { addressBytes, type IpAddress } from '../base/address.js';

/** BPF_LD | BPF_W | BPF_ABS. */
const LOAD_WORD = 0x20;
/** BPF_JMP | BPF_JEQ | BPF_K. */
const JUMP_IF_EQUAL = 0x15;
/** BPF_RET | BPF_K. */
const RETURN = 0x06;
const WHOLE = 0xffff;
/** More do not fit into the memory that a socket may use for a filter (net.core.optmem_max); then all pass. */
const MAX_ADDRESSES = 256;

/**
 * @param offset where in what the filter sees the last four bytes of the claimed address are
 * @param addresses of one family; none lets nothing pass
 */
export function claimFilter(offset: number, addresses: readonly IpAddress[]): Uint8Array {
  if (addresses.length > MAX_ADDRESSES) return encode([[RETURN, 0, 0, WHOLE]]);
  const tests = addresses.flatMap((address): Instruction[] => {
    const last = addressBytes(address).slice(-4);
    const word = new DataView(last.buffer, last.byteOffset).getUint32(0);
    return [
      [JUMP_IF_EQUAL, 0, 1, word],
      [RETURN, 0, 0, WHOLE],
    ];
  });
  return encode([[LOAD_WORD, 0, 0, offset], ...tests, [RETURN, 0, 0, 0]]);
}

/** Code, how far to jump where it holds and where it does not, operand. */
type Instruction = readonly [code: number, yes: number, no: number, operand: number];

function encode(instructions: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(instructions.length * 8));
  for (const [index, [code, yes, no, operand]] of instructions.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, yes);
    view.setUint8(index * 8 + 3, no);
    view.setUint32(index * 8 + 4, operand, true);
  }
  return new Uint8Array(view.buffer);
}
