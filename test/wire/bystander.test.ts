import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBystander } from '../../src/wire/bystander.ts'
import { locate } from '../../src/wire/locate.ts'
import { Kind, LinkType } from '../../src/wire/view.ts'
import { captureFiles, readCapture } from './captured.ts'
import { bytes, viewOfFrame } from './views.ts'

const MACS = '525400000001 525400000002'
const TCP_4 = '4500 0028 0001 0000 4006 0000 0a000001 0a000002 1234 0050 00000000 00000000 5000 0000 0000 0000'
const UDP_4 = (port: string, fragment = '0000') =>
  `4500 0024 0001 ${fragment} 4011 0000 0a000001 0a000002 1234 ${port} 0010 0000 0000000000000000`
const V6 = (next: string, port: string) =>
  `60000000 0010 ${next} 40 ${'fd000000000000000000000000000001'.repeat(2)} 1234 ${port} 0010 0000 0000000000000000`

const IN_IP = (protocol: string) => `4500 0100 0001 0000 40${protocol} 0000 0a000001 0a000002`
const vxlanOf = (frame: string, port = '12b5') => `${IN_IP('11')} 1234 ${port} 00ec 0000 08000000 00002a00 ${frame}`
const greOf = (packet: string, header = '0000 0800') => `${IN_IP('2f')} ${header} ${packet}`
const VRRP_4 = TCP_4.replace('4006', 'ff70')

describe('isBystander', () => {
  test.each([
    ['TCP', `${MACS} 0800 ${TCP_4}`, true],
    ['TCP in a tag', `${MACS} 8100 0014 0800 ${TCP_4}`, true],
    ['TCP in two tags', `${MACS} 88a8 0014 8100 0007 0800 ${TCP_4}`, true],
    ['UDP to port 53', `${MACS} 0800 ${UDP_4('0035')}`, true],
    ['UDP to the port of VXLAN', `${MACS} 0800 ${UDP_4('12b5')}`, false],
    ['TCP in VXLAN', `${MACS} 0800 ${vxlanOf(`${MACS} 0800 ${TCP_4}`)}`, true],
    ['TCP in VXLAN to the port of old', `${MACS} 0800 ${vxlanOf(`${MACS} 0800 ${TCP_4}`, '2118')}`, true],
    ['VRRP in VXLAN', `${MACS} 0800 ${vxlanOf(`${MACS} 0800 ${VRRP_4}`)}`, false],
    ['TCP in VXLAN in VXLAN', `${MACS} 0800 ${vxlanOf(`${MACS} 0800 ${vxlanOf(`${MACS} 0800 ${TCP_4}`)}`)}`, false],
    ['TCP in GRE', `${MACS} 0800 ${greOf(TCP_4)}`, true],
    ['VRRP in GRE', `${MACS} 0800 ${greOf(VRRP_4)}`, false],
    ['TCP in GRE with a key', `${MACS} 0800 ${greOf(`00000001 ${TCP_4}`, '2000 0800')}`, false],
    ['TCP below a label', `${MACS} 8847 000103ff ${TCP_4}`, true],
    ['TCP below two labels', `${MACS} 8847 000102ff 000103ff ${TCP_4}`, false],
    ['VRRP below a label', `${MACS} 8847 000103ff ${VRRP_4}`, false],
    [
      'TCP below a label from 8.0.0.1: Ethernet?',
      `${MACS} 8847 000103ff ${TCP_4.replace('0a000001', '08000001')}`,
      false,
    ],
    ['UDP to the port of HSRP', `${MACS} 0800 ${UDP_4('07c1')}`, false],
    ['a later fragment, which has no ports', `${MACS} 0800 ${UDP_4('0035', '0010')}`, false],
    ['TCP over IPv6', `${MACS} 86dd ${V6('06', '0050')}`, true],
    ['UDP to port 53 over IPv6', `${MACS} 86dd ${V6('11', '0035')}`, true],
    ['UDP to the port of GLBP over IPv6', `${MACS} 86dd ${V6('11', '0c96')}`, false],
    ['an extension header', `${MACS} 86dd ${V6('00', '0050')}`, false],
    ['VRRP', `${MACS} 0800 ${TCP_4.replace('4006', 'ff70')}`, false],
    ['ICMP', `${MACS} 0800 ${TCP_4.replace('4006', '4001')}`, false],
    ['ARP', `${MACS} 0806 0001 0800 0604 0001 ${'00'.repeat(40)}`, false],
    ['a frame that ends before the ports', `${MACS} 0800 ${TCP_4.slice(0, 50)}`, false],
  ])('%s: %s is %s', (_, hex, expected) => {
    const v = viewOfFrame(bytes(hex))
    expect(isBystander(v.dv, v.start, v.end)).toBe(expected)
  })

  // The cooked form of a frame goes past this short cut: there `locate` decides by itself.
  const isNothing = (frame: Uint8Array): boolean => locate(viewOfFrame(cooked(frame), LinkType.LinuxSll)) === Kind.None

  test('is never a frame in which there is something, whatever its bytes are', () => {
    const types = [
      [0x08, 0],
      [0x86, 0xdd],
      [0x81, 0, 0, 20, 8, 0],
      [0x88, 0xa8, 0, 7, 0x81, 0, 0, 9, 0x86, 0xdd],
    ]
    const headers = [
      ...types,
      [...types[0]!, ...bytes(vxlanOf(`${MACS} 0800`))],
      [...types[0]!, ...bytes(greOf(''))],
      [0x88, 0x47, 0, 1, 3, 255],
      [...types[0]!, ...bytes(vxlanOf(`${MACS} 8100 0007 0800`, '2118'))],
    ]
    const first = fc.constantFrom(0x45, 0x46, 0x60, 0x65)
    fc.assert(
      fc.property(fc.constantFrom(...headers), first, fc.uint8Array({ maxLength: 90 }), (type, version, rest) => {
        const frame = Uint8Array.from([...new Array(12).fill(2), ...type, version, ...rest])
        const v = viewOfFrame(frame)
        if (isBystander(v.dv, v.start, v.end)) expect(isNothing(frame)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  test('is no frame of the captures in which there is something', () => {
    let bystanders = 0
    for (const name of captureFiles())
      readCapture(name, ({ dv, start, end, linkType }) => {
        if (linkType !== LinkType.Ethernet || !isBystander(dv, start, end)) return
        bystanders++
        expect(isNothing(new Uint8Array(dv.buffer, dv.byteOffset + start, end - start))).toBe(true)
      })
    expect(bystanders).toBeGreaterThan(0)
  })
})

/** The frame with a Linux cooked header in place of the MACs. */
const cooked = (frame: Uint8Array): Uint8Array => Uint8Array.from([...new Array(14).fill(0), ...frame.subarray(12)])
