import { describe, expect, it } from 'vitest'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { ns } from '../../src/core/time.ts'
import { latenessOf, TapInput, WILL_SEC, willKey } from '../../src/edge/tap-input.ts'

const ETHERNET = 1

// An advert over IPv4, version 3: only what the tap looks at differs.
const advert = (vrid: number, priority: number): Buffer =>
  Buffer.from(
    `01005e00001202000000000b080045c00020000000 00ff700000c000020be0000012 31${hex(vrid)}${hex(priority)}0100640000c0000264`.replaceAll(
      ' ',
      '',
    ),
    'hex',
  )
const hex = (byte: number) => byte.toString(16).padStart(2, '0')

function tap() {
  const sent: string[] = []
  const problems: string[] = []
  const input = new TapInput(
    (frame) => sent.push(frame.toString('hex')),
    (message) => problems.push(message),
  )
  input.push(Buffer.from(pcapHeader(ETHERNET, 'ns')))
  return { input, sent, problems }
}

const record = (sec: number, nsec: number, frame: Uint8Array, wireLen?: number) =>
  pcapRecord(frame, { epochSec: sec }, ns(nsec), 'ns', wireLen)
const text = (frame: Buffer) => frame.toString('hex')

describe('what a tap is told to send', () => {
  it('leaves at once, however the bytes are cut', () => {
    const { input, sent } = tap()
    const stream = Buffer.concat([record(0, 0, advert(1, 100)), record(1_700_000_000, 5, advert(2, 90))])
    for (const byte of stream) input.push(Buffer.of(byte))
    expect(sent).toEqual([text(advert(1, 100)), text(advert(2, 90))])
    expect(input.sendWills()).toBe(0)
  })

  it('keeps the last will of each virtual router until the stream ends', () => {
    const { input, sent } = tap()
    input.push(record(WILL_SEC, 0, advert(1, 0)))
    input.push(record(WILL_SEC, 0, advert(2, 0)))
    input.push(record(WILL_SEC, 0, Buffer.concat([advert(1, 0), Buffer.of(7)])))
    expect(sent).toEqual([])
    expect(input.sendWills()).toBe(2)
    expect(sent.sort()).toEqual([text(Buffer.concat([advert(1, 0), Buffer.of(7)])), text(advert(2, 0))].sort())
    expect(input.sendWills()).toBe(0)
  })

  it('clears one will, or all of them', () => {
    const { input, sent } = tap()
    for (const vrid of [1, 2, 3]) input.push(record(WILL_SEC, 0, advert(vrid, 0)))
    input.push(record(WILL_SEC, 0, new Uint8Array(0), willKey(4, 2)))
    input.push(record(WILL_SEC, 0, new Uint8Array(0), willKey(6, 3)))
    expect(input.sendWills()).toBe(2)
    expect(sent).toEqual([text(advert(1, 0)), text(advert(3, 0))])
    input.push(record(WILL_SEC, 0, advert(1, 0)))
    input.push(record(WILL_SEC, 0, new Uint8Array(0)))
    expect(input.sendWills()).toBe(0)
  })

  it('keeps the will to each unicast peer of a virtual router, and clears them together', () => {
    const { input, sent } = tap()
    const towards = (peer: number, priority: number) => {
      const frame = advert(1, priority)
      // Behind one gateway: they differ in their IP addresses alone.
      frame.set([2, 0, 0, 0, 0, 1])
      frame.set([192, 0, 2, peer], 30)
      return frame
    }
    for (const frame of [towards(1, 9), towards(2, 0), towards(1, 0)]) input.push(record(WILL_SEC, 0, frame))
    expect(input.sendWills()).toBe(2)
    expect(sent).toEqual([text(towards(1, 0)), text(towards(2, 0))])
    for (const frame of [towards(1, 0), towards(2, 0)]) input.push(record(WILL_SEC, 0, frame))
    input.push(record(WILL_SEC, 0, new Uint8Array(0), willKey(4, 1)))
    expect(input.sendWills()).toBe(0)
  })

  it('says what it could not send, and goes on', () => {
    const problems: string[] = []
    let refuse = true
    let sent = 0
    const input = new TapInput(
      () => {
        if (refuse) throw new Error('send: Network is down')
        sent++
      },
      (message) => problems.push(message),
    )
    input.push(Buffer.concat([pcapHeader(ETHERNET, 'ns'), record(0, 0, advert(1, 1)), record(0, 0, advert(1, 1))]))
    refuse = false
    input.push(record(0, 0, advert(1, 1)))
    expect(sent).toBe(1)
    expect(problems).toEqual(['send: Network is down'])
  })

  it('survives what is no pcap', () => {
    const problems: string[] = []
    const input = new TapInput(
      () => {},
      (message) => problems.push(message),
    )
    input.push(Buffer.from('this is not a capture'))
    expect(problems).toHaveLength(1)
    expect(input.sendWills()).toBe(0)
  })
})

describe('how late an advert left', () => {
  const MS = 1e6
  const NOW = 5_000_000 * MS

  function latenessAfter(stampNs: number, frame: Uint8Array) {
    const told: unknown[] = []
    const input = new TapInput(
      () => {},
      () => {},
      (view) => told.push(latenessOf(view, NOW)),
    )
    input.push(Buffer.concat([pcapHeader(ETHERNET, 'ns'), record(0, stampNs, frame)]))
    return told
  }

  it('is told from half a millisecond to a second on', () => {
    expect(latenessAfter(NOW - 2 * MS, advert(7, 100))).toEqual([{ key: willKey(4, 7), byNs: 2 * MS }])
    expect(latenessAfter(NOW - 0.4 * MS, advert(7, 100))).toEqual([undefined])
    expect(latenessAfter(NOW - 1001 * MS, advert(7, 100))).toEqual([undefined])
    expect(latenessAfter(0, advert(7, 100))).toEqual([undefined])
  })

  it('is nothing where the frame is no advert', () => {
    expect(latenessAfter(NOW - 2 * MS, new Uint8Array(60))).toEqual([undefined])
  })
})
