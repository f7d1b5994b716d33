import { describe, expect, it } from 'vitest'
import { type Mac, parseIp } from '../../src/core/address.ts'
import { locate } from '../../src/wire/locate.ts'
import {
  redirectFrame,
  routerAdvertFrame,
  routerFactOf,
  routerSolicitationFrame,
} from '../../src/wire/router-messages.ts'
import { FrameView, Kind } from '../../src/wire/view.ts'

const mac = '00:00:5e:00:02:07' as Mac
const link = { srcMac: mac }
const ip = (text: string) => parseIp(text)!

function read(frame: Uint8Array) {
  const view = new FrameView()
  view.dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.end = frame.byteLength
  view.wireLen = frame.byteLength
  expect(locate(view)).toBe(Kind.None)
  return routerFactOf(view)
}

describe('what routers tell hosts', () => {
  it('is read as it was written', () => {
    expect(read(routerSolicitationFrame({ link, src: ip('fe80::9') }))).toMatchObject({
      kind: 'router-solicitation',
      src: ip('fe80::9'),
      dstMac: '33:33:00:00:00:02',
    })
    expect(read(routerAdvertFrame({ link, src: ip('fe80::7') }))).toMatchObject({
      kind: 'router-advert',
      src: ip('fe80::7'),
      hopLimit: 255,
      linkLayer: mac,
    })
    const packet = new Uint8Array(40)
    for (const [src, to, destination] of [
      ['192.0.2.1', '192.0.2.5', '192.0.2.6'],
      ['fe80::7', '2001:db8::5', '2001:db8::6'],
    ] as const)
      expect(
        read(redirectFrame({ link, src: ip(src), to: ip(to), destination: ip(destination), packet })),
      ).toMatchObject({
        kind: 'redirect',
        src: ip(src),
        dst: ip(to),
      })
  })

  // RFC 4861 4.2, written by hand: cur hop limit 64, lifetime 1800 s, an MTU option before the link-layer address.
  it('is read from bytes that we did not write', () => {
    const hex =
      '333300000001' +
      '00005e000207' +
      '86dd' +
      '60000000' +
      '0020' +
      '3a' +
      'ff' +
      'fe800000000000000000000000000007' +
      'ff020000000000000000000000000001' +
      '8600000040000708' +
      '0000000000000000' +
      '05010000000005dc' +
      '010100005e000207'
    const frame = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
    expect(read(frame)).toMatchObject({ kind: 'router-advert', src: ip('fe80::7'), hopLimit: 255, linkLayer: mac })
  })

  it('is nothing where it is cut short, and an option of length 0 ends the reading', () => {
    const whole = routerAdvertFrame({ link, src: ip('fe80::7') })
    for (let length = 0; length < 54 + 8; length++) expect(read(whole.slice(0, length))).toBeUndefined()
    const endless = whole.slice()
    endless[14 + 40 + 16 + 1] = 0
    expect(read(endless)).toMatchObject({ kind: 'router-advert', linkLayer: undefined })
    const redirect = redirectFrame({
      link,
      src: ip('192.0.2.1'),
      to: ip('192.0.2.5'),
      destination: ip('192.0.2.6'),
      packet: new Uint8Array(28),
    })
    for (let length = 0; length < 14 + 20 + 8; length++) expect(read(redirect.slice(0, length))).toBeUndefined()
  })
})
