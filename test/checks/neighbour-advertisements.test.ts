import { expect, test } from 'vitest'
import { joined } from '../../src/wire/bytes.ts'
import { ipFrame } from '../../src/wire/frames.ts'
import { emitIcmp6 } from '../../src/wire/icmp6.ts'
import { locate } from '../../src/wire/locate.ts'
import { emitNd, movesAddress, type NdMessage, parseNd } from '../../src/wire/nd.ts'
import { IpProtocol } from '../../src/wire/protocol.ts'
import { viewOfFrame } from '../wire/views.ts'
import { A, B, ip, type Node, Scene } from './scene.ts'

// An announcement is what hosts believe: RFC 4861 7.1.1 and 7.1.2 say what they discard, 7.2.5 what moves an address.

const TARGET = ip('fe80::100')
const six = (node: Node, last: number): Node => ({ ...node, ip: ip(`fe80::${last}`), addresses: [TARGET] })
const OLD = six(A, 11)
const NEW = six(B, 12)
const ROUTE = { src: TARGET, dst: ip('ff02::1') }
const OPTION_LENGTH = 25

/** The new Active router's announcement. `bend` changes the message, whose checksum is then right again. */
function announcement(
  change: Partial<NdMessage> = {},
  bend: (message: Uint8Array) => void = () => {},
  hopLimit = 255,
  behind: readonly number[] = [],
) {
  const whole = { advertisement: true, target: TARGET, router: true, override: true, linkLayer: NEW.mac, ...change }
  const message = joined(emitNd(whole, ROUTE), Uint8Array.from(behind))
  message.fill(0, 2, 4)
  bend(message)
  return ipFrame({ link: { srcMac: NEW.mac }, hopLimit }, ROUTE, IpProtocol.icmp6, emitIcmp6(message, ROUTE))
}

function withWrongChecksum(): Uint8Array {
  const frame = announcement()
  frame[frame.length - 1]! ^= 1
  return frame
}

const WHOLE = announcement()

test.each([
  ['as it is', WHOLE, undefined, true],
  ['hop limit 64', announcement({}, undefined, 64), 'hop-limit', false],
  ['wrong checksum', withWrongChecksum(), 'checksum', false],
  ['code 1', announcement({}, (message) => message.fill(1, 1, 2)), 'code', false],
  ['of a multicast target', announcement({ target: ip('ff02::100') }), 'target', false],
  ['solicited, to a group', announcement({ solicited: true }), 'solicited', false],
  ['option of length 0', announcement({}, (message) => message.fill(0, OPTION_LENGTH, 26)), 'option-length', false],
  [
    'option longer than the message',
    announcement({}, (message) => message.fill(9, OPTION_LENGTH, 26)),
    'option-overrun',
    false,
  ],
  [
    'another option longer than the message',
    announcement({}, undefined, 255, [14, 2, 0, 0, 0, 0, 0, 0]),
    'option-overrun',
    false,
  ],
  [
    'link-layer address of 14 bytes',
    announcement({}, (message) => message.fill(2, OPTION_LENGTH, 26), 255, [0, 0, 0, 0, 0, 0, 0, 0]),
    'link-layer-length',
    false,
  ],
  ['with another option', announcement({}, undefined, 255, [14, 1, 0, 0, 0, 0, 0, 0]), undefined, true],
  ['without override', announcement({ override: false }), undefined, false],
  ['without link-layer address', announcement({ linkLayer: undefined }), undefined, false],
] as const)('a neighbour advertisement, %s', (_, frame, flaw, moves) => {
  const v = viewOfFrame(frame)
  locate(v)
  expect(parseNd(v)).toMatchObject({ flaw, truncated: false })
  expect(movesAddress(parseNd(v))).toBe(moves)
  const scene = new Scene().active(OLD, 4, 10).adverts(NEW, 13.61, 25).frame(13.611, frame)
  expect(scene.findings().some(({ id }) => id === 'state/no-announcement')).toBe(!moves)
})

test.each([
  ['to a solicited-node group', 'ff02::1:ff00:100', undefined, undefined],
  ['with a link-layer address', 'ff02::1:ff00:100', NEW.mac, 'probe-link-layer'],
  ['to the address itself', 'fe80::100', undefined, 'probe-destination'],
  ['to all nodes', 'ff02::1', undefined, 'probe-destination'],
] as const)('a probe, %s', (_, to, linkLayer, flaw) => {
  const route = { src: ip('::'), dst: ip(to) }
  const message = emitNd({ advertisement: false, target: TARGET, linkLayer }, route)
  const v = viewOfFrame(ipFrame({ link: { srcMac: NEW.mac } }, route, IpProtocol.icmp6, message))
  locate(v)
  expect(parseNd(v)).toMatchObject({ role: 'dad-probe', flaw })
})

test('an option that the capture cuts is no longer than its message', () => {
  const whole = announcement({}, undefined, 255, [14, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const cut = viewOfFrame(whole.slice(0, -9), 1, whole.length)
  locate(cut)
  expect(parseNd(cut)).toMatchObject({ linkLayer: NEW.mac, flaw: undefined, truncated: true })
})

test('a neighbour advertisement cut by the capture may have been a whole one', () => {
  const cut = viewOfFrame(WHOLE.slice(0, 78), 1, WHOLE.length)
  locate(cut)
  expect(parseNd(cut)).toMatchObject({ linkLayer: undefined, flaw: undefined, truncated: true })
  expect(movesAddress(parseNd(cut))).toBe(true)
  // The flags and the hop limit are in front of the cut.
  const withoutOverride = viewOfFrame(announcement({ override: false }).slice(0, 78), 1, WHOLE.length)
  locate(withoutOverride)
  expect(movesAddress(parseNd(withoutOverride))).toBe(false)
})
