/**
 * Reads what a native socket received: views into buffers that are allocated once. The record layout is that of
 * `receive_record` in native/socket.h, little-endian as both processors with prebuilt binaries are.
 */

import { type Micros, micros } from '../base/micros.js';
import type { NativeSocket } from './native.js';

const RECORD_BYTES = 176;
const LENGTH = 8;
const FLAGS = 12;
const INTERFACE = 16;
const HOP_LIMIT = 20;
const SOURCE_LENGTH = 24;
const DESTINATION_LENGTH = 28;
const DESTINATION = 32;
const SOURCE = 48;

/** One message. Its bytes, source and destination are views that the next receive overwrites. */
export interface ReceivedMessage {
  readonly bytes: Uint8Array;
  /** `struct sockaddr` of the sender; empty where there is none. */
  readonly source: Uint8Array;
  /** 4 or 16 bytes; undefined unless the socket asked for packet information. */
  readonly destination: Uint8Array | undefined;
  /** TTL or hop limit; undefined unless asked for. */
  readonly hopLimit: number | undefined;
  readonly interfaceIndex: number | undefined;
  /** Kernel's time of arrival, a moment of CLOCK_MONOTONIC; undefined unless SO_TIMESTAMPNS is set. */
  readonly timestamp: Micros | undefined;
  /** MSG_TRUNC and others. */
  readonly flags: number;
}

export class ReceiveRing {
  readonly slots: number;
  readonly #socket: NativeSocket;
  readonly #slotSize: number;
  readonly #data: ArrayBuffer;
  readonly #records: DataView;

  constructor(socket: NativeSocket, slots: number, slotSize: number) {
    const { data, records } = socket.configureReceive(slots, slotSize);
    this.#socket = socket;
    this.#data = data;
    this.#records = new DataView(records);
    this.#slotSize = slotSize;
    this.slots = slots;
  }

  /** One batch, at most `slots` messages; empty when nothing waits. Throws the socket's error once. */
  receive(): ReceivedMessage[] {
    const count = this.#socket.receive();
    const messages: ReceivedMessage[] = [];
    for (let slot = 0; slot < count; slot += 1) messages.push(this.#read(slot));
    return messages;
  }

  #read(slot: number): ReceivedMessage {
    const records = this.#records;
    const start = slot * RECORD_BYTES;
    const number = (offset: number): number => records.getInt32(start + offset, true);
    const destinationLength = number(DESTINATION_LENGTH);
    const hopLimit = number(HOP_LIMIT);
    const interfaceIndex = number(INTERFACE);
    const timestamp = records.getFloat64(start, true);
    return {
      bytes: new Uint8Array(this.#data, slot * this.#slotSize, number(LENGTH)),
      source: new Uint8Array(records.buffer, start + SOURCE, number(SOURCE_LENGTH)),
      destination:
        destinationLength === 0 ? undefined : new Uint8Array(records.buffer, start + DESTINATION, destinationLength),
      hopLimit: hopLimit < 0 ? undefined : hopLimit,
      interfaceIndex: interfaceIndex === 0 ? undefined : interfaceIndex,
      timestamp: timestamp === 0 ? undefined : micros(timestamp),
      flags: number(FLAGS),
    };
  }
}
