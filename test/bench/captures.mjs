// The captures of the benchmark, made from fields: real protocols, made-up traffic, always the same bytes.
import { closeSync, openSync, writeSync } from 'node:fs'

const START_SEC = 1_700_000_000
const BUFFER = 4 << 20

/** Frame sizes that are drawn from evenly. A data centre: bulk transfers and their acknowledgements, 820 bytes in the mean. */
export const DATA_CENTRE = [66, 66, 66, 74, 90, 120, 180, 300, 590, 1000, ...new Array(8).fill(1514)]
/** Simple IMIX, 7:4:1 packets of 40, 576 and 1500 bytes, as frames without check sequence: 360 bytes in the mean. */
export const SIMPLE_IMIX = [...new Array(7).fill(60), ...new Array(4).fill(590), 1514]

/**
 * `bytes` of everyday traffic, one VRRP frame in a thousand: four virtual routers at one second each, IPv4 and IPv6. TCP
 * and UDP in the given sizes, ARP, neighbour discovery, ICMP, IGMP; tags, VXLAN, GRE and MPLS around some.
 */
export function makeMixed(path, bytes, sizes = DATA_CENTRE) {
  const traffic = trafficFrames(sizes)
  const adverts = [51, 52, 53, 54].map((vrid) => advertFrame(vrid, vrid < 53 ? 4 : 6))
  const perFrameUs = 250
  return write(path, (record) => {
    for (let i = 0; record.written < bytes; i++) {
      if (i % 1000 === 999) {
        const advert = adverts[((i - 999) / 1000) % adverts.length]
        advert.repeat?.(i)
        record(i * perFrameUs, advert.frame)
      } else record(i * perFrameUs, traffic[(i * 7919) % traffic.length])
    }
  })
}

/** `count` adverts of 255 virtual routers, each at one second, with the running IP identification of a real sender. */
export function makeAdverts(path, count) {
  const adverts = Array.from({ length: 255 }, (_, i) => advertFrame(i + 1, 4))
  return write(path, (record) => {
    for (let i = 0; i < count; i++) {
      const advert = adverts[i % 255]
      const round = Math.floor(i / 255)
      advert.repeat(round)
      record(round * 1_000_000 + (i % 255) * 3900, advert.frame)
    }
  })
}

function write(path, fill) {
  const fd = openSync(path, 'w')
  const buffer = Buffer.alloc(BUFFER)
  let used = 24
  Buffer.from('d4c3b2a10200040000000000000000000000040001000000', 'hex').copy(buffer)
  const record = (us, frame) => {
    if (used + 16 + frame.length > BUFFER) flush()
    buffer.writeUInt32LE(START_SEC + Math.floor(us / 1e6), used)
    buffer.writeUInt32LE(us % 1e6, used + 4)
    buffer.writeUInt32LE(frame.length, used + 8)
    buffer.writeUInt32LE(frame.length, used + 12)
    frame.copy(buffer, used + 16)
    used += 16 + frame.length
    record.written += 16 + frame.length
    record.frames++
  }
  const flush = () => {
    writeSync(fd, buffer, 0, used)
    used = 0
  }
  record.written = 24
  record.frames = 0
  fill(record)
  flush()
  closeSync(fd)
  return { frames: record.frames, bytes: record.written }
}

/** An advert (VRRP version 3, 1 s), and a function that counts its IP identification on. */
function advertFrame(vrid, family) {
  const mac = `00005e000${family === 4 ? 1 : 2}${hex(vrid)}`
  const message = Buffer.from(`31${hex(vrid)}6401006400000a0000${hex(vrid)}`, 'hex')
  if (family === 6) {
    const pdu = Buffer.concat([message.subarray(0, 8), ip6(`fe80::${hex(vrid)}`)])
    const source = ip6('fe80::1')
    const group = ip6('ff02::12')
    pdu.writeUInt16BE(
      checksum(Buffer.concat([source, group, Buffer.from([0, 0, 0, pdu.length, 0, 0, 0, 112]), pdu])),
      6,
    )
    return { frame: ethernet(`333300000012${mac}86dd`, ipv6(112, source, group, pdu, 255)) }
  }
  const source = Buffer.from([10, 0, 0, 1])
  const group = Buffer.from([224, 0, 0, 18])
  message.writeUInt16BE(checksum(Buffer.concat([source, group, Buffer.from([0, 112, 0, message.length]), message])), 6)
  const frame = ethernet(`01005e000012${mac}0800`, ipv4(112, source, group, message, 255))
  const repeat = (identification) => {
    frame.writeUInt16BE(identification & 0xffff, 18)
    frame.writeUInt16BE(0, 24)
    frame.writeUInt16BE(checksum(frame.subarray(14, 34)), 24)
  }
  return { frame, repeat }
}

function trafficFrames(sizes) {
  const random = mulberry(1)
  const macs = `5254000000${hex(1)}5254000000${hex(2)}`
  const host = (n) => Buffer.from([10, 1, n >> 8, n & 255])
  const frames = []
  for (let i = 0; i < 2000; i++) {
    const size = sizes[random() % sizes.length]
    const payload = Buffer.alloc(Math.max(20, size - 34), i)
    payload[12] = 0x50
    const inner = ipv4(
      i % 4 === 0 ? 17 : 6,
      host(random() % 500),
      host(random() % 500),
      payload.subarray(0, size - 34),
      64,
    )
    const plain = ethernet(`${macs}0800`, inner)
    const kind = i % 100
    if (kind < 8) frames.push(ethernet(`${macs}8100${'0014'}0800`, inner))
    else if (kind < 9) frames.push(ethernet(`${macs}88a800148100${'0007'}0800`, inner))
    else if (kind < 11) frames.push(ethernet(`${macs}0800`, vxlan(plain.subarray(0, 1400))))
    else if (kind < 12) frames.push(ethernet(`${macs}0800`, ipv4(47, host(1), host(2), gre(inner), 64)))
    else if (kind < 13) frames.push(ethernet(`${macs}8847000103ff`, inner))
    else if (kind < 18)
      frames.push(ethernet(`${macs}86dd`, ipv6(6, ip6('2001:db8::1'), ip6('2001:db8::2'), payload, 64)))
    else if (i % 1000 === 19) frames.push(ethernet(`ffffffffffff5254000000${hex(1)}0806`, arp(host(1), host(2))))
    else if (i % 1000 === 20) frames.push(ethernet(`${macs}86dd`, solicitation()))
    else if (i % 1000 === 21) frames.push(ethernet(`${macs}0800`, ipv4(1, host(3), host(4), echo(), 64)))
    else if (i % 1000 === 22)
      frames.push(
        ethernet(`01005e0000165254000000${hex(1)}0800`, ipv4(2, host(3), Buffer.from([224, 0, 0, 22]), igmp(), 1)),
      )
    else frames.push(plain)
  }
  return frames
}

const ethernet = (header, packet) => Buffer.concat([Buffer.from(header, 'hex'), packet])

function ipv4(protocol, source, destination, payload, ttl) {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + payload.length, 2)
  header[8] = ttl
  header[9] = protocol
  source.copy(header, 12)
  destination.copy(header, 16)
  header.writeUInt16BE(checksum(header), 10)
  return Buffer.concat([header, payload])
}

function ipv6(next, source, destination, payload, hopLimit) {
  const header = Buffer.alloc(8)
  header[0] = 0x60
  header.writeUInt16BE(payload.length, 4)
  header[6] = next
  header[7] = hopLimit
  return Buffer.concat([header, source, destination, payload])
}

function vxlan(frame) {
  const udp = Buffer.alloc(16)
  udp.writeUInt16BE(40000, 0)
  udp.writeUInt16BE(4789, 2)
  udp.writeUInt16BE(16 + frame.length, 4)
  udp[8] = 8
  udp[14] = 42
  return ipv4(17, Buffer.from([10, 9, 0, 1]), Buffer.from([10, 9, 0, 2]), Buffer.concat([udp, frame]), 64)
}

const gre = (packet) => Buffer.concat([Buffer.from('00000800', 'hex'), packet])

const arp = (sender, target) =>
  Buffer.concat([Buffer.from('0001080006040001525400000001', 'hex'), sender, Buffer.alloc(6), target, Buffer.alloc(18)])

function solicitation() {
  const source = ip6('fe80::2')
  const target = ip6('fe80::3')
  const body = Buffer.concat([Buffer.from('8700000000000000', 'hex'), target, Buffer.from('0101525400000001', 'hex')])
  body.writeUInt16BE(checksum(Buffer.concat([source, target, Buffer.from([0, 0, 0, 32, 0, 0, 0, 58]), body])), 2)
  return ipv6(58, source, target, body, 255)
}

function echo() {
  const body = Buffer.concat([Buffer.from('0800000000010001', 'hex'), Buffer.alloc(56, 7)])
  body.writeUInt16BE(checksum(body), 2)
  return body
}

function igmp() {
  const body = Buffer.from('220000000000000104000000e0000012', 'hex')
  body.writeUInt16BE(checksum(body), 2)
  return body
}

/** RFC 1071 over an even number of bytes. */
function checksum(bytes) {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

/** Full or `::` text to 16 bytes. */
function ip6(text) {
  const [left, right] = text.split('::').map((half) => half.split(':').filter(Boolean))
  const groups = [...left, ...new Array(8 - left.length - right.length).fill('0'), ...right]
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const hex = (byte) => byte.toString(16).padStart(2, '0')

/** Seeded 32-bit generator: the same capture every time. */
function mulberry(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return (t ^ (t >>> 14)) >>> 0
  }
}
