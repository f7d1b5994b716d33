import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { CAPTURES, capturesIn } from '../observe/audit.ts'
import { audited } from './audit.ts'

// What is true of each capture, from fixtures/captures/README.md, the events beside it and its packets: every id that
// must be found, and no other. A split brain is written with its cause. `wire/source-mac-not-virtual` is left out.

const PASSWORD = 'sec/plaintext-password'
const OPEN = 'sec/no-authentication'
const KILLED = 'state/priority-zero-missing'
const DAEMON_GONE = 'net/protocol-unreachable'
const split = (cause: string): string => `state/split-brain < ${cause}`

const TRUTH: Readonly<Record<string, readonly string[]>> = {
  // The kernel of a stopped unicast node answers each advert; both nodes have priority 100.
  'seed-unicast-start-sigterm-return': [PASSWORD, 'state/equal-priority', DAEMON_GONE],
  'seed-unicast-sigkill/switch.pcap': [PASSWORD, 'state/equal-priority', KILLED, DAEMON_GONE],
  'seed-unicast-sigkill/n144.pcap': [PASSWORD, 'state/equal-priority', KILLED, DAEMON_GONE],
  'seed-unicast-sigkill/n145.pcap': [PASSWORD, 'state/equal-priority', KILLED, DAEMON_GONE],
  'seed-unicast-sigkill': [PASSWORD, 'state/equal-priority', KILLED, DAEMON_GONE],
  // The bridge sees both sides: each goes on in view of the other. With the nodes' own captures the loss is proven.
  'seed-unicast-partition-heal/switch.pcap': [PASSWORD, split('state/one-way-deafness'), DAEMON_GONE],
  'seed-unicast-partition-heal': [PASSWORD, split('net/one-way-loss'), DAEMON_GONE],
  // 145 announced itself while it was cut off; after the heal nobody on this side was told where the address is.
  'seed-unicast-partition-heal/n144.pcap': [PASSWORD, 'state/equal-priority', 'state/no-announcement', DAEMON_GONE],
  'seed-unicast-partition-heal/n145.pcap': [PASSWORD, 'state/equal-priority', DAEMON_GONE],
  'seed-one-unicast-one-multicast': [PASSWORD, split('net/half-unicast')],

  'v2-sigterm-failover': [PASSWORD],
  // The kernel leaves the group for the killed daemon: its host is alive.
  'v2-sigkill-failover-return-preempt': [PASSWORD, KILLED],
  'v2-priority-preempt': [PASSWORD],
  'v2-nopreempt': [PASSWORD],
  'v2-preempt-delay': [OPEN],
  'v2-three-nodes-cascade': [PASSWORD, KILLED],
  'v2-skew-extremes': [OPEN],
  'v2-sync-group': [OPEN],
  'v2-higher-prio-send-advert': [OPEN],
  'v2-garp-options': [OPEN],
  'v2-vmac-xmit-base': [PASSWORD],
  'v2-reload-priority-change': [PASSWORD],
  'v2-track-script-weight': [PASSWORD],
  'v2-track-file-weight': [OPEN],
  // Priority 0 and back within seconds without a restart: a fault that passed.
  'v2-track-interface-fault': [PASSWORD, 'state/restart'],
  'v2-vip-removed-by-hand': [OPEN, 'state/restart'],
  // A link that is down says nothing, not even priority 0, and nothing shows that the host lived.
  'v2-link-down-host-side': [PASSWORD],
  'v2-sigstop-sigcont': [PASSWORD, 'state/starved-active'],
  'v2-address-owner-255': [OPEN, KILLED],
  'v2-two-owners-255': [OPEN, 'state/two-owners'],
  // 5 x 300 announcements in 3 s, and the daemon was so busy with them that its second advert came after 2.93 s.
  'v2-300-vips': [OPEN, 'net/announcement-storm', 'state/near-failover'],

  'v2-equal-priority-partition': [OPEN, split('state/one-way-deafness')],
  // r1 never announces the address after the split.
  'v2-lower-prio-no-advert': [OPEN, split('state/one-way-deafness'), 'state/stale-announcement'],
  'v2-split-brain-partition-heal/switch.pcap': [PASSWORD, split('state/one-way-deafness')],
  'v2-split-brain-partition-heal': [PASSWORD, split('net/one-way-loss')],
  // Each node alone sees the other fall silent and come back: an ordinary takeover.
  'v2-split-brain-partition-heal/r1.pcap': [PASSWORD],
  'v2-split-brain-partition-heal/r2.pcap': [PASSWORD],
  // r1 sees its own adverts and those of .12, which goes on. Behind the loss .11 is mute and still announces the address.
  'v2-one-way-loss/r1.pcap': [PASSWORD, split('state/one-way-deafness')],
  'v2-one-way-loss/r2.pcap': [PASSWORD, 'state/silent-active'],
  'v2-one-way-loss/switch.pcap': [PASSWORD, 'state/silent-active'],
  'v2-one-way-loss': [PASSWORD, split('net/one-way-loss')],

  'v2-pass-mismatch': [PASSWORD, split('state/mutual-rejection')],
  'v2-auth-type-mismatch': [PASSWORD, split('state/mutual-rejection')],
  'v2-ah-vs-pass': [PASSWORD, split('state/mutual-rejection')],
  'v2-vrid-collision-two-pairs': [PASSWORD, split('net/vrid-collision')],
  'v2-advert-int-mismatch': [PASSWORD, split('state/interval-mismatch')],
  // It ends 76 ms after the second router became Active: the mismatch is certain, a split not yet.
  'v2-fraction-advert-int': [OPEN, 'state/interval-mismatch'],
  'v2-vip-count-mismatch': [PASSWORD, split('state/addresses-mismatch')],
  'v2-vip-list-mismatch': [PASSWORD, split('state/addresses-mismatch')],
  'v2-no-vip-and-vip-order': [OPEN, 'wire/no-addresses', split('state/addresses-mismatch')],
  'v2-vs-v3': [OPEN, split('state/version-mixed')],
  // Only the configurations tell of min_ttl 255, and only keys tell of a wrong ICV.
  'v2-unicast-ttl-rejected': [PASSWORD, split('unknown'), 'wire/unicast-hop-limit'],
  'v2-ah-wrong-key': [split('unknown')],
  'v2-ah': ['state/restart'],
  'v2-ah-unicast': [DAEMON_GONE],
  'v2-hmac-unicast': [DAEMON_GONE],
  'v2-over-ipv6-crash': [PASSWORD, 'wire/version-2-over-ipv6'],

  'v3-ipv4': [OPEN, 'state/restart'],
  'v3-ipv6': [OPEN],
  'v3-use-vmac': [OPEN],
  'v3-unicast': [OPEN, DAEMON_GONE],
  'v3-ipv6-unicast': [
    OPEN,
    DAEMON_GONE,
    'wire/first-address-not-link-local',
    'wire/source-not-link-local',
    'wire/unicast-hop-limit',
  ],
  'v3-advert-int-learning': [OPEN, KILLED, 'state/interval-mismatch'],
  // The capture goes on for more than Active_Down_Interval (0.36 s) after everybody has left.
  'v3-subsecond': [OPEN, KILLED, 'state/no-active'],
  'v3-down-timer-adverts-6': [OPEN, KILLED, 'state/slow-takeover'],
  // keepalived with old_unicast_checksum sends the old form and takes nothing else.
  'v3-unicast-old-checksum': [OPEN, DAEMON_GONE, 'wire/checksum-readings-mixed'],
  'v3-unicast-checksum-mismatch': [OPEN, split('wire/checksum-readings-mixed')],
  'v3-multicast-group-mismatch': [OPEN, split('wire/wrong-group')],
  'v3-hmac': [],
  'v3-hmac-ipv6': [],
  'v3-hmac-one-without': [split('sec/hmac-partial')],

  'frr-v2-ipv4': [OPEN],
  'frr-v3-ipv4': [OPEN],
  // One link-local address and MAC on both; the first visible advert comes an interval after the state change.
  'frr-v3-ipv6': [OPEN, 'net/speakers-indistinguishable', 'state/slow-takeover'],
  // SIGKILL of vrrpd: the host leaves the group from its own MAC.
  'mixed-v2-frr-preempts-keepalived': [OPEN, 'state/priority-zero-missing'],
  'mixed-v2-pass-vs-frr': [PASSWORD, split('state/mutual-rejection')],
  'mixed-v3-interval': [OPEN],
  'mixed-v3-ipv6': [OPEN, 'state/slow-takeover'],
  'mixed-v3-keepalived-preempts-frr': [OPEN],
  'mixed-v3-vip-count': [OPEN, split('state/addresses-mismatch')],

  'healthy-active-active': [OPEN],
  'vlan-tagged': [PASSWORD],
  'cooked-any/r2-any-sll.pcap': [PASSWORD, KILLED],
  'cooked-any/r2-any-sll2.pcap': [PASSWORD, KILLED],
  // mergecap made one interface of the two: everything that both nodes saw comes twice, as behind a mirror port.
  'format-variants/one-way-two-interfaces.pcapng': [PASSWORD, split('state/one-way-deafness'), 'wire/duplicate-frame'],
  'format-variants/v2-ah-big-endian.pcap': ['state/restart'],
  'format-variants/v2-sigterm-truncated-file.pcap': [PASSWORD],
  'format-variants/v3-ipv4-nanosecond.pcap': [OPEN, 'state/restart'],
  'format-variants/v3-ipv6-snaplen-60.pcapng': [OPEN],
}

test.each(Object.entries(TRUTH))('%s', async (name, truth) => {
  const files = name.endsWith('.pcap') || name.endsWith('.pcapng') ? [name] : capturesIn(name)
  const found = new Set((await audited(files)).map(inShort))
  found.delete('wire/source-mac-not-virtual')
  expect([...found].sort()).toEqual([...truth].sort())
})

test('every capture is in the table', () => {
  const told = new Set(Object.keys(TRUTH).map((name) => name.split('/')[0]))
  expect(readdirSync(CAPTURES).filter((name) => !told.has(name))).toEqual(['README.md'])
})

// One finding for each of these: nothing of a split is told twice.
const inShort = ({ id, values }: Finding): string => (id === 'state/split-brain' ? `${id} < ${values.cause}` : id)

test('a split is one finding that names what it shows', async () => {
  const findings = await audited(capturesIn('v2-pass-mismatch'))
  const [worst] = findings
  expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
  expect(worst).toMatchObject({
    id: 'state/split-brain',
    severity: 'error',
    routers: ['192.0.2.11', '192.0.2.12'],
    cause: { id: 'state/mutual-rejection', message: 'authDataEach' },
    related: ['state/lower-priority-active', 'state/mutual-rejection', 'state/silent-active'],
    values: { kind: 'mutual-rejection', priorityA: 150, priorityB: 100, vrid: 51 },
  })
  // Both Active from the first advert of .12 to the last of .11, its priority 0.
  expect(worst?.values.overlapMs).toBeCloseTo(20126.383 - 3828.354, 2)
  // Their first adverts; from the decision, two intervals later, all that followed, to the priority 0 of .11.
  const followed = Array.from({ length: 13 }, (_, i) => 31 + i)
  expect(worst?.frames).toEqual([5, 11, 18, 19, 20, ...followed])
})

test('a steady sender is counted advert by advert', async () => {
  const [password] = (await audited(capturesIn('v2-sigterm-failover'))).filter(({ id }) => id === PASSWORD)
  // tshark -Y vrrp: 20 adverts, the first in frames 5, 11, 12.
  expect(password?.count).toBe(20)
  expect(password?.frames.slice(0, 3)).toEqual([5, 11, 12])
  expect(password?.frames).toHaveLength(20)
})
