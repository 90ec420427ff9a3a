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
  /** Kernel's time of arrival, a moment of CLOCK_BOOTTIME; undefined unless SO_TIMESTAMPNS is set. */
  readonly timestamp: Micros | undefined;
  /** MSG_TRUNC and others. */
  readonly flags: number;
}

export class ReceiveRing {
  readonly slots: number;
  readonly #socket: NativeSocket;
  readonly #slotSize: number;
  readonly #data: ArrayBuffer;
  readonly #records: ArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #stamps: Float64Array;
  readonly #views: SlotViews[];

  constructor(socket: NativeSocket, slots: number, slotSize: number) {
    const { data, records } = socket.configureReceive(slots, slotSize);
    this.#socket = socket;
    this.#data = data;
    this.#records = records;
    this.#numbers = new Int32Array(records);
    this.#stamps = new Float64Array(records);
    this.#slotSize = slotSize;
    this.#views = Array.from({ length: slots }, () => ({ bytes: NONE, source: NONE, destination: NONE }));
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
    const start = slot * RECORD_BYTES;
    const destinationLength = this.#number(start + DESTINATION_LENGTH);
    const hopLimit = this.#number(start + HOP_LIMIT);
    const interfaceIndex = this.#number(start + INTERFACE);
    const timestamp = this.#stamps[start >> 3] ?? 0;
    const views = this.#viewsOf(slot, destinationLength);
    return {
      bytes: views.bytes,
      source: views.source,
      destination: destinationLength === 0 ? undefined : views.destination,
      hopLimit: hopLimit < 0 ? undefined : hopLimit,
      interfaceIndex: interfaceIndex === 0 ? undefined : interfaceIndex,
      timestamp: timestamp === 0 ? undefined : micros(timestamp),
      flags: this.#number(start + FLAGS),
    };
  }

  /** A slot mostly holds messages of one length: its views are made again only for another one. */
  #viewsOf(slot: number, destinationLength: number): SlotViews {
    const start = slot * RECORD_BYTES;
    const length = this.#number(start + LENGTH);
    const sourceLength = this.#number(start + SOURCE_LENGTH);
    const known = this.#views[slot];
    if (
      known !== undefined &&
      known.bytes.length === length &&
      known.source.length === sourceLength &&
      known.destination.length === destinationLength
    ) {
      return known;
    }
    const views = {
      bytes: new Uint8Array(this.#data, slot * this.#slotSize, length),
      source: new Uint8Array(this.#records, start + SOURCE, sourceLength),
      destination: new Uint8Array(this.#records, start + DESTINATION, destinationLength),
    };
    this.#views[slot] = views;
    return views;
  }

  #number(offset: number): number {
    return this.#numbers[offset >> 2] ?? 0;
  }
}

interface SlotViews {
  readonly bytes: Uint8Array;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

const NONE = new Uint8Array(0);
