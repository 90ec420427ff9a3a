import t from 'tap';
import { ByteReader, ByteWriter } from '../../src/base/bytes.js';

const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

t.test('numbers in network order and in the other', async (t) => {
  const network = new ByteReader(BYTES);
  t.strictSame([network.u8(), network.u16(), network.u32(), network.remaining], [1, 0x0203, 0x04050607, 2]);
  const little = new ByteReader(BYTES, true);
  t.strictSame([little.u16(), little.u32(), little.offset], [0x0201, 0x06050403, 6]);
  t.equal(new ByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0xfe)).i32(), -2);
});

t.test('a reader that runs over the end gives zeros, remembers it and stays at the end', async (t) => {
  for (const read of [
    (reader: ByteReader) => reader.u32(),
    (reader: ByteReader) => reader.i32(),
    (reader: ByteReader) => reader.u16() * reader.u16(),
    (reader: ByteReader) => reader.take(4).length,
  ]) {
    const reader = new ByteReader(BYTES.subarray(0, 3));
    t.equal(read(reader), 0);
    t.equal(reader.overrun, true);
    t.equal(reader.remaining, 0);
    t.equal(reader.u8(), 0);
  }
});

t.test('skipping backwards is running over the end', async (t) => {
  const reader = new ByteReader(BYTES);
  reader.skip(-1);
  t.equal(reader.overrun, true);
});

t.test('a reader sees only its own part of a buffer', async (t) => {
  const reader = new ByteReader(BYTES.subarray(2, 4));
  t.equal(reader.u16(), 0x0304);
  t.equal(reader.overrun, false);
  t.strictSame(reader.rest(), new Uint8Array(0));
});

t.test('a writer grows, and not beyond its limit', async (t) => {
  const writer = new ByteWriter(300);
  for (let index = 0; index < 100; index += 1) writer.u16(index);
  writer.bytes(BYTES).zeros(90).u8(0xff);
  t.equal(writer.length, 300);
  t.strictSame([writer.finish()[199], writer.finish()[200], writer.finish()[299]], [99, 1, 255]);
  t.throws(() => writer.u8(0), RangeError);
});

t.test('what was written can be corrected, what was not cannot', async (t) => {
  const writer = new ByteWriter().u32(0).u16(0).setU16(0, 0x0102).setU32(2, 0x03040506);
  t.strictSame(writer.finish(), Uint8Array.of(1, 2, 3, 4, 5, 6));
  t.throws(() => writer.setU16(5, 0), RangeError);
  t.throws(() => writer.setU32(-1, 0), RangeError);
});
