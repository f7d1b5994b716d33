// A flood of adverts of which no two have one sender: what an attacker can make the program remember.

const START_SEC = 1_700_000_000
const CHUNK_FRAMES = 4096
/** The flood lasts: timers run out while it goes on. */
const FRAME_US = 20

/** A pcap of `count` adverts, in pieces. */
export function* spoofedAdverts(count: number): Generator<Uint8Array> {
  yield Buffer.from('d4c3b2a10200040000000000000000000000040001000000', 'hex')
  for (let from = 0; from < count; from += CHUNK_FRAMES) {
    const frames = Math.min(CHUNK_FRAMES, count - from)
    yield Buffer.concat(Array.from({ length: frames }, (_, i) => record(from + i)))
  }
}

function record(n: number): Uint8Array {
  const frame = spoofed(n)
  const head = Buffer.alloc(16)
  const us = n * FRAME_US
  head.writeUInt32LE(START_SEC + Math.floor(us / 1e6), 0)
  head.writeUInt32LE(us % 1e6, 4)
  head.writeUInt32LE(frame.length, 8)
  head.writeUInt32LE(frame.length, 12)
  return Buffer.concat([head, frame])
}

const ETHERNET = '01005e000012 020000000000 8100 0000 0800'
const IPV4 = '45c00030 0000 0000 ff70 0000 00000000 e0000012'
const ADVERT = '21 00 00 03 01 01 0000'
const ADDRESSES = '00000000 00000000 00000000'
const PASSWORD = '7365637265740000'
const TEMPLATE = Buffer.from([ETHERNET, IPV4, ADVERT, ADDRESSES, PASSWORD].join('').replaceAll(' ', ''), 'hex')
const SRC_MAC = 8
const TAG = 14
const IP_ID = 22
const SRC_IP = 30
const MESSAGE = 38

/** Everything that a table may be keyed by differs: MAC, address, VRID, priority, served addresses; one tag in eight. */
function spoofed(n: number): Buffer {
  const frame = Buffer.from(TEMPLATE)
  frame.writeUInt32BE(n, SRC_MAC)
  frame.writeUInt16BE(n % 8 === 0 ? Math.floor(n / 8) % 4094 : 1, TAG)
  frame.writeUInt16BE(n & 0xffff, IP_ID)
  frame.writeUInt32BE(0x0b00_0000 + n, SRC_IP)
  frame.writeUInt8(1 + (n % 255), MESSAGE + 1)
  frame.writeUInt8(1 + (n % 254), MESSAGE + 2)
  for (let i = 0; i < 3; i++) frame.writeUInt32BE(0x0a00_0000 + ((n * 3 + i) & 0xff_ffff), MESSAGE + 8 + 4 * i)
  frame.writeUInt16BE(checksum(frame.subarray(MESSAGE)), MESSAGE + 6)
  return frame
}

function checksum(message: Buffer): number {
  let sum = 0
  for (let i = 0; i < message.length; i += 2) sum += message.readUInt16BE(i)
  sum = (sum & 0xffff) + (sum >>> 16)
  return ~(sum + (sum >>> 16)) & 0xffff
}
