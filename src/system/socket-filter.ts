/**
 * Classic BPF programs for sockets: what the kernel refuses does not wake the daemon. linux/filter.h; loads read
 * network byte order.
 */

import { ByteWriter, HOST_LITTLE_ENDIAN } from '../base/bytes.js';

/** One instruction: code, the jumps when true and when false, and its constant. */
export type FilterInstruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];

/** BPF_LD | BPF_H | BPF_ABS: a 16-bit number at an offset of the packet. */
export const LOAD_HALF = 0x28;
/** BPF_LD | BPF_W | BPF_ABS: a 32-bit number. */
export const LOAD_WORD = 0x20;
/** BPF_JMP | BPF_JEQ | BPF_K. */
export const JUMP_EQUAL = 0x15;

/** BPF_RET: keeps no byte, so that the packet does not arrive. */
export const REFUSE: FilterInstruction = [0x06, 0, 0, 0];
/** BPF_RET: keeps all. */
export const ACCEPT: FilterInstruction = [0x06, 0, 0, 0xffff_ffff];

/** The program as the kernel takes it, eight bytes an instruction. */
export function encodeFilter(program: readonly FilterInstruction[]): Uint8Array {
  const writer = new ByteWriter(program.length * 8, HOST_LITTLE_ENDIAN);
  for (const [code, ifTrue, ifFalse, constant] of program) writer.u16(code).u8(ifTrue).u8(ifFalse).u32(constant);
  return writer.finish();
}
