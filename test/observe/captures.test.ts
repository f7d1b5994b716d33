import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { msFromNs, type Ns, ns } from '../../src/core/time.ts'
import type { VirtualRouterRecord } from '../../src/observe/record.ts'
import { CAPTURES, capturesIn, observed } from './audit.ts'

// What the operator did (events.txt), with which priorities (the .conf files), in words of the state machine. Nothing
// here is copied from the observer's output. Times are seconds after the first frame:
//  - a start-up is at the start of the daemon plus 3 s plus Skew_Time (and what the daemon needs to start);
//  - after a stop the successor waits its Skew_Time, after a kill 3 s plus Skew_Time from the last advert.
// Skew_Time at 1 s: 150 -> 414 ms, 120 -> 531, 100 -> 609, 90 -> 648, 1 -> 996; FRR cuts to 10 ms: 100 -> 600.

type Cause = 'startup' | 'priority-zero' | 'timeout' | 'preemption' | 'tie-break' | 'split'
type End = 'priority-zero' | 'silence' | 'yielded' | 'capture-end'
/** When, from whom, to whom, why, and after how many ms where a timer decides it. */
type Takeover = readonly [atSec: number, from: string | null, to: string, cause: Cause, gapMs?: number]
/** Who, from, until when (`ANY`: the orderly end of the run, whenever it came), how it ended. */
type Period = readonly [router: string, fromSec: number, toSec: number, endedBy: End, muted?: 'muted']

interface Story {
  readonly takeovers: readonly Takeover[]
  readonly periods: readonly Period[]
}

const ANY = Number.NaN
/** Daemons take a moment to start, kills and partitions hit between two adverts. */
const TOLERANCE_SEC = 0.56
/** Lateness of the recorded machine. */
const GAP_TOLERANCE_MS = 25

const A = '192.0.2.11'
const B = '192.0.2.12'
const C = '192.0.2.13'
const F1 = '192.0.2.21'
const F2 = '192.0.2.22'
const N144 = '172.18.5.144'
const N145 = '172.18.5.145'

// .11 has 150 and becomes Active 3.41 s after its start at about 0; at `stop` it is stopped, .12 (100) follows.
const sigterm = (stop: number, from = 3.4, a = A, b = B, skewMs = 609.4): Story => ({
  takeovers: [
    [from, null, a, 'startup'],
    [stop + skewMs / 1000, a, b, 'priority-zero', skewMs],
  ],
  periods: [
    [a, from, stop, 'priority-zero'],
    [b, stop + skewMs / 1000, ANY, 'priority-zero'],
  ],
})

// Each rejects the other: both Active; `silent` is heard once, and again when it stops.
const mutual = (first: string, firstAt: number, second: string, secondAt: number, silent: string): Story => ({
  takeovers: [
    [firstAt, null, first, 'startup'],
    [secondAt, null, second, 'split'],
  ],
  periods: [
    silent === first ? [first, firstAt, ANY, 'priority-zero', 'muted'] : [first, firstAt, ANY, 'priority-zero'],
    silent === second ? [second, secondAt, ANY, 'priority-zero', 'muted'] : [second, secondAt, ANY, 'priority-zero'],
  ],
})

// Neither hears the other at all (other protocol, group or transport): both audible.
const deaf = (first: string, firstAt: number, second: string, secondAt: number): Story =>
  mutual(first, firstAt, second, secondAt, '')

const alone = (router: string, at: number): Story => ({
  takeovers: [[at, null, router, 'startup']],
  periods: [[router, at, ANY, 'priority-zero']],
})

// B (100) alone since `at`; A (150) joins and preempts.
const preempts = (low: string, at: number, high: string, preemptsAt: number): Story => ({
  takeovers: [
    [at, null, low, 'startup'],
    [preemptsAt, low, high, 'preemption'],
  ],
  periods: [
    [low, at, preemptsAt, 'yielded'],
    [high, preemptsAt, ANY, 'priority-zero'],
  ],
})

// A (150) is killed at `kill`, comes back at `back` and preempts after 3.41 s.
const killedAndBack = (kill: number, back: number): Story => ({
  takeovers: [
    [3.4, null, A, 'startup'],
    [kill + 3.1, A, B, 'timeout', 3609.4],
    [back + 3.41, B, A, 'preemption'],
  ],
  periods: [
    [A, 3.4, kill - 0.5, 'silence'],
    [B, kill + 3.1, back + 3.41, 'yielded'],
    [A, back + 3.41, ANY, 'priority-zero'],
  ],
})

// A is killed at `kill` for good.
const killed = (from: number, kill: number, gapMs: number, a = A, b = B): Story => ({
  takeovers: [
    [from, null, a, 'startup'],
    [kill - 0.5 + gapMs / 1000, a, b, 'timeout', gapMs],
  ],
  periods: [
    [a, from, kill - 0.5, 'silence'],
    [b, kill - 0.5 + gapMs / 1000, ANY, 'priority-zero'],
  ],
})

// Isolated ports between `cut` and `heal`: `second` becomes Active beside `first`; `loser` yields to the other's next advert.
const partition = (first: string, at: number, second: string, cut: number, heal: number, loser: string): Story => ({
  takeovers: [
    [at, null, first, 'startup'],
    [cut + 3.1, null, second, 'split'],
  ],
  periods: [
    [first, at, loser === first ? heal + 0.5 : ANY, loser === first ? 'yielded' : 'priority-zero'],
    [second, cut + 3.1, loser === second ? heal + 0.5 : ANY, loser === second ? 'yielded' : 'priority-zero'],
  ],
})

// A stops at `stop`, returns at `back` and preempts.
const stoppedAndBack = (stop: number, back: number): Story => ({
  takeovers: [
    [3.4, null, A, 'startup'],
    [stop + 0.61, A, B, 'priority-zero', 609.4],
    [back + 3.41, B, A, 'preemption'],
  ],
  periods: [
    [A, 3.4, stop, 'priority-zero'],
    [B, stop + 0.61, back + 3.41, 'yielded'],
    [A, back + 3.41, ANY, 'priority-zero'],
  ],
})

// A's priority falls below 100 in an advert; B lets its timer run out (2.9 to 3.6 s) and preempts; A gets its own back.
const weighted = (falls: number, rises: number): Story => ({
  takeovers: [
    [3.4, null, A, 'startup'],
    [falls + 3.3, A, B, 'preemption'],
    [rises + 3.3, B, A, 'preemption'],
  ],
  periods: [
    [A, 3.4, falls + 3.3, 'yielded'],
    [B, falls + 3.3, rises + 3.3, 'yielded'],
    [A, rises + 3.3, ANY, 'priority-zero'],
  ],
})

/** One line a capture, or several where one directory holds several runs of the observer; the id is of the virtual router. */
const STORIES: readonly (readonly [directory: string, id: string, story: Story, files?: readonly string[]])[] = [
  ['seed-unicast-start-sigterm-return', 'ipv4/147', sigterm(6.376, 0, N144, N145)],
  ['seed-unicast-sigkill', 'ipv4/147', killed(0, 5.337, 3609.4, N144, N145)],
  // Equal priorities and nopreempt: the address decides, and the lower one yields.
  ['seed-unicast-partition-heal', 'ipv4/147', partition(N144, 0, N145, 3.377, 12.391, N144)],
  // Both start at 3.6; .145 is 1 ms ahead.
  ['seed-one-unicast-one-multicast', 'ipv4/147', deaf(N145, 3.58, N144, 3.59)],
  ['v2-sigterm-failover', 'ipv4/51', sigterm(11.835)],
  ['v2-sigkill-failover-return-preempt', 'ipv4/51', killedAndBack(7.96, 15.968)],
  ['v2-priority-preempt', 'ipv4/51', preempts(B, 3.6, A, 6.853 + 3.41)],
  ['v2-nopreempt', 'ipv4/51', sigterm(14.869, 3.6, B, A, 414.1)],
  // preempt_delay 6 s from 4.836 on, then what is left of its timer (up to 3.4 s): the README's 8.4 s after the first advert.
  ['v2-preempt-delay', 'ipv4/51', preempts(B, 3.6, A, 5.6 + 8.4)],
  ['v2-equal-priority-partition', 'ipv4/51', partition(A, 3.6, B, 8.87, 14.876, A)],
  [
    'v2-three-nodes-cascade',
    'ipv4/51',
    {
      takeovers: [
        [3.4, null, A, 'startup'],
        [7.896 + 0.53, A, B, 'priority-zero', 531.3],
        [12.898 + 3.1, B, C, 'timeout', 3648.4],
      ],
      periods: [
        [A, 3.4, 7.896, 'priority-zero'],
        [B, 8.43, 12.4, 'silence'],
        [C, 16.0, ANY, 'priority-zero'],
      ],
    },
  ],
  ['v2-skew-extremes', 'ipv4/51', sigterm(5.887, 3.01, A, B, 996.1)],
  // The higher one (150) is the silenced one here: .12's timer ran out at the same time and it kept talking.
  ['v2-pass-mismatch', 'ipv4/51', mutual(A, 3.5, B, 3.72, A)],
  ['v2-auth-type-mismatch', 'ipv4/51', mutual(A, 3.4, B, 3.6, B)],
  ['v2-ah-vs-pass', 'ipv4/51', deaf(A, 3.4, B, 3.6)],
  [
    'v2-vrid-collision-two-pairs',
    'ipv4/51',
    {
      // a1 leads WEB; b1 of DB starts at 5.99 and takes 140: 3.45 s. b1 is silenced by a1, so that b2 (90: 3.65 s after b1's
      // last advert) comes up twice, and yields to b1 within milliseconds.
      takeovers: [
        [3.4, null, A, 'startup'],
        [5.99 + 3.45, null, F1, 'split'],
        [9.45 + 3.65, null, F2, 'split'],
        [13.1 + 3.65, null, F2, 'split'],
      ],
      periods: [
        [A, 3.4, ANY, 'priority-zero'],
        [F1, 9.45, ANY, 'priority-zero', 'muted'],
        [F2, 13.1, 13.1, 'yielded'],
        [F2, 16.76, 16.76, 'yielded'],
      ],
    },
  ],
  // .12 waits 3 * 3 s plus its skew in seconds (version 2).
  ['v2-advert-int-mismatch', 'ipv4/51', mutual(A, 3.4, B, 9.6, B)],
  ['v2-vip-count-mismatch', 'ipv4/51', mutual(A, 3.4, B, 3.63, B)],
  ['v2-vip-list-mismatch', 'ipv4/51', mutual(A, 3.4, B, 3.6, A)],
  ['v2-split-brain-partition-heal', 'ipv4/51', partition(A, 3.4, B, 7.975, 16.981, B)],
  ['v2-split-brain-partition-heal', 'ipv4/51', partition(A, 3.4, B, 7.975, 16.981, B), ['switch.pcap']],
  ['v2-split-brain-partition-heal', 'ipv4/51', partition(A, 3.4, B, 7.975, 16.981, B), ['r1.pcap', 'r2.pcap']],
  // .11 is not heard from 6.978 to 15.997; it hears .12 all the time.
  ['v2-one-way-loss', 'ipv4/51', partition(A, 3.4, B, 6.978, 15.997, B)],
  ['v2-one-way-loss', 'ipv4/51', partition(A, 3.4, B, 6.978, 15.997, B), ['r1.pcap', 'r2.pcap']],
  ['v2-link-down-host-side', 'ipv4/51', killedAndBack(5.967, 11.973)],
  [
    'v2-sigstop-sigcont',
    'ipv4/51',
    {
      // Frozen from 5.863 to 12.864; it comes back as Active and .12 yields at once.
      takeovers: [
        [3.4, null, A, 'startup'],
        [5.863 + 3.1, A, B, 'timeout', 3609.4],
        [12.864, B, A, 'preemption'],
      ],
      periods: [
        [A, 3.4, 5.4, 'silence'],
        [B, 9.0, 12.864, 'yielded'],
        [A, 12.864, ANY, 'priority-zero'],
      ],
    },
  ],
  ['v2-track-interface-fault', 'ipv4/51', stoppedAndBack(5.972, 10.977)],
  // The script must fail (succeed) twice, one second apart, before its weight counts.
  ['v2-track-script-weight', 'ipv4/51', weighted(5.877 + 0.8, 13.878 + 0.3)],
  ['v2-track-file-weight', 'ipv4/51', weighted(6.071 - 0.3, 13.072)],
  ['v2-reload-priority-change', 'ipv4/51', preempts(A, 3.4, B, 5.944 + 3.61)],
  [
    'v2-address-owner-255',
    'ipv4/51',
    {
      // 255 and state MASTER: Active at its start at 4.827, beside the 100.
      takeovers: [
        [3.44, null, B, 'startup'],
        [4.827, B, A, 'preemption'],
        [10.828 + 3.1, A, B, 'timeout', 3609.4],
      ],
      periods: [
        [B, 3.44, 4.827, 'yielded'],
        [A, 4.827, 10.3, 'silence'],
        [B, 13.93, ANY, 'priority-zero'],
      ],
    },
  ],
  [
    'v2-two-owners-255',
    'ipv4/51',
    {
      // Both have 255; 2.2.7 lowers the one that hears the other: the newcomer wins, though its address is lower.
      takeovers: [
        [0, null, B, 'startup'],
        [2.799, B, A, 'tie-break'],
      ],
      periods: [
        [B, 0, 2.799, 'yielded'],
        [A, 2.799, ANY, 'priority-zero'],
      ],
    },
  ],
  ['v2-sync-group', 'ipv4/51', sigterm(7.981)],
  ['v2-sync-group', 'ipv4/52', sigterm(7.981)],
  ['v2-higher-prio-send-advert', 'ipv4/51', preempts(B, 3.6, A, 4.962 + 3.41)],
  ['v2-lower-prio-no-advert', 'ipv4/51', partition(A, 3.4, B, 5.969, 12.276, B)],
  ['v2-garp-options', 'ipv4/51', alone(A, 3.02)],
  // .13 hears .12 and stays Backup; .11 and .12 demand a hop limit of 255 of each other and send 64.
  ['v2-unicast-ttl-rejected', 'ipv4/51', mutual(A, 0, B, 0.195, A)],
  [
    'v2-vip-removed-by-hand',
    'ipv4/51',
    {
      // The address goes at 5.988: priority 0, and it is itself first again after its own skew. At 10.012 its source goes.
      takeovers: [
        [3.4, null, A, 'startup'],
        [5.988 + 0.414, A, A, 'priority-zero', 414.1],
        [10.012 + 0.609, A, B, 'priority-zero', 609.4],
      ],
      periods: [
        [A, 3.4, 5.988, 'priority-zero'],
        [A, 6.4, 10.012, 'priority-zero'],
        [B, 10.62, ANY, 'priority-zero'],
      ],
    },
  ],
  ['v2-no-vip-and-vip-order', 'ipv4/51', mutual(A, 3.2, B, 3.4, B)],
  ['v2-300-vips', 'ipv4/51', alone(A, 3.4)],
  // 1 s against 2 s after rounding: .12 waits 3 * 2 s plus its skew; the run ends before it is silenced.
  ['v2-fraction-advert-int', 'ipv4/51', deaf(A, 3.2, B, 6.3)],
  ['v2-vs-v3', 'ipv4/51', mutual(A, 3.4, B, 3.6, A)],
  ['v2-ah', 'ipv4/51', stoppedAndBack(7.974, 13.978)],
  ['v2-ah-unicast', 'ipv4/51', sigterm(3.57, 0)],
  ['v2-ah-wrong-key', 'ipv4/51', mutual(A, 3.4, B, 3.6, B)],
  ['v2-vmac-xmit-base', 'ipv4/51', sigterm(6.938)],
  ['v3-ipv4', 'ipv4/51', stoppedAndBack(7.835, 12.838)],
  // Learned: 3 * 1 s plus 0.61 s, not of its own 3 s.
  ['v3-advert-int-learning', 'ipv4/51', killed(3.4, 11.958, 3609.4)],
  [
    'v3-subsecond',
    'ipv4/51',
    {
      // 200 at 0.1 s: 0.3 s plus 21.9 ms; 100: 0.3 s plus 60.9 ms.
      takeovers: [
        [0.31, null, A, 'startup'],
        [3.987 + 0.31, A, B, 'timeout', 360.9],
      ],
      periods: [
        [A, 0.31, 3.95, 'silence'],
        [B, 4.3, ANY, 'priority-zero'],
      ],
    },
  ],
  ['v3-down-timer-adverts-6', 'ipv4/51', killed(6.36, 8.952, 6609.4)],
  ['v3-unicast', 'ipv4/51', sigterm(3.311, 0)],
  ['v3-unicast-old-checksum', 'ipv4/51', sigterm(3.444, 0)],
  // .12 hears nothing acceptable; its adverts with the new sum are not what .11 takes.
  ['v3-unicast-checksum-mismatch', 'ipv4/51', mutual(A, 0, B, 0.2, B)],
  ['v3-use-vmac', 'ipv4/51', sigterm(7.937)],
  ['v3-ipv6', 'ipv6/51', sigterm(7.967, 3.4, 'fe80::5eff:fe10:6f01', 'fe80::5eff:fe10:6f02')],
  ['v3-ipv6-unicast', 'ipv6/51', sigterm(8.471, 3.87, '2001:db8:5::11', '2001:db8:5::12')],
  // .12 crashes at every advert of .11, which never notices.
  ['v2-over-ipv6-crash', 'ipv6/51', alone('fe80::5eff:fe10:ae01', 3.92)],
  ['v3-multicast-group-mismatch', 'ipv4/51', deaf(A, 3.4, B, 3.6)],
  // The capture ends while all is well.
  [
    'healthy-active-active',
    'ipv4/51',
    { takeovers: [[3.4, null, A, 'startup']], periods: [[A, 3.4, ANY, 'capture-end']] },
  ],
  [
    'healthy-active-active',
    'ipv4/52',
    { takeovers: [[3.4, null, B, 'startup']], periods: [[B, 3.4, ANY, 'capture-end']] },
  ],
  ['vlan-tagged', 'vlan 305/ipv4/51', sigterm(7.97)],
  ['cooked-any', 'ipv4/51', killed(3.4, 6.985, 3609.4), ['r2-any-sll.pcap']],
  ['cooked-any', 'ipv4/51', killed(3.4, 6.985, 3609.4), ['r2-any-sll2.pcap']],
  [
    'frr-v3-ipv4',
    'ipv4/61',
    {
      // The last priority 0 is not in the capture.
      takeovers: [
        [3.4, null, F1, 'startup'],
        [6.903 + 0.6, F1, F2, 'priority-zero', 600],
      ],
      periods: [
        [F1, 3.4, 6.903, 'priority-zero'],
        [F2, 7.5, ANY, 'capture-end'],
      ],
    },
  ],
  ['frr-v2-ipv4', 'ipv4/61', sigterm(6.825, 3.4, F1, F2, 600)],
  [
    'frr-v3-ipv6',
    'ipv6/61',
    {
      // Started at 1.582, killed at 10.497. Its successor's first advert was one interval after the change of state (peers/frr.md).
      takeovers: [
        [1.582 + 3.41 + 1, null, 'fe80::200:5eff:fe00:23d#1', 'startup'],
        [10 + 3.6 + 1, 'fe80::200:5eff:fe00:23d#1', 'fe80::200:5eff:fe00:23d#2', 'timeout', 4600],
      ],
      periods: [
        ['fe80::200:5eff:fe00:23d#1', 6, 10, 'silence'],
        ['fe80::200:5eff:fe00:23d#2', 14.6, ANY, 'priority-zero'],
      ],
    },
  ],
  [
    'mixed-v3-keepalived-preempts-frr',
    'ipv4/61',
    {
      takeovers: [
        [3.6, null, F1, 'startup'],
        [4.975 + 3.41, F1, A, 'preemption'],
        [13.002 + 0.6, A, F1, 'priority-zero', 600],
      ],
      periods: [
        [F1, 3.6, 8.39, 'yielded'],
        [A, 8.39, 13.002, 'priority-zero'],
        [F1, 13.6, ANY, 'priority-zero'],
      ],
    },
  ],
  [
    'mixed-v2-frr-preempts-keepalived',
    'ipv4/61',
    {
      takeovers: [
        [3.5, null, A, 'startup'],
        [5.73 + 3.41, A, F1, 'preemption'],
        [12.765 + 3.1, F1, A, 'timeout', 3609.4],
      ],
      periods: [
        [A, 3.5, 9.14, 'yielded'],
        [F1, 9.14, 12.27, 'silence'],
        [A, 15.87, ANY, 'priority-zero'],
      ],
    },
  ],
  ['mixed-v2-pass-vs-frr', 'ipv4/61', mutual(F1, 3.4, A, 4.957 + 3.61, A)],
  // keepalived learns the 3 s of FRR and is never heard.
  ['mixed-v3-interval', 'ipv4/61', alone(F1, 10.2)],
  ['mixed-v3-vip-count', 'ipv4/61', mutual(F1, 3.4, A, 4.977 + 3.61, A)],
  [
    'mixed-v3-ipv6',
    'ipv6/61',
    {
      // FRR (100) from 1.452 on, its first advert one interval late; the same after keepalived's priority 0.
      takeovers: [
        [1.452 + 3.6 + 1, null, 'fe80::200:5eff:fe00:23d', 'startup'],
        [7.453 + 3.41, 'fe80::200:5eff:fe00:23d', 'fe80::5eff:fe10:9102', 'preemption'],
        [15.504 + 1.6, 'fe80::5eff:fe10:9102', 'fe80::200:5eff:fe00:23d', 'priority-zero', 1600],
      ],
      periods: [
        ['fe80::200:5eff:fe00:23d', 6.05, 10.87, 'yielded'],
        ['fe80::5eff:fe10:9102', 10.87, 15.504, 'priority-zero'],
        ['fe80::200:5eff:fe00:23d', 17.1, ANY, 'priority-zero'],
      ],
    },
  ],
  // .11 is stopped 9 s after the first frame; unicast: 9 s less the 3.4 s before its first advert.
  ['v3-hmac', 'ipv4/51', sigterm(9)],
  ['v2-hmac-unicast', 'ipv4/51', sigterm(5.6, 0)],
  ['v3-hmac-ipv6', 'ipv6/61', sigterm(9.2, 3.6, 'fe80::ff:fe00:1', 'fe80::ff:fe00:2')],
  [
    'v3-hmac-one-without',
    'ipv4/51',
    {
      // Each rejects the other and both are heard, in turns: either may be silent for a while.
      takeovers: mutual(A, 3.4, B, 3.6, '').takeovers,
      periods: [
        [A, 3.4, ANY, 'priority-zero', 'muted'],
        [B, 3.6, ANY, 'priority-zero', 'muted'],
      ],
    },
  ],
  // Both vantage points of the one-way loss. mergecap made one interface of the two: every advert comes twice.
  ['format-variants', 'ipv4/51', partition(A, 3.4, B, 6.978, 15.997, B), ['one-way-two-interfaces.pcapng']],
  ['format-variants', 'ipv4/51', stoppedAndBack(7.835, 12.838), ['v3-ipv4-nanosecond.pcap']],
  [
    'format-variants',
    'ipv6/51',
    sigterm(7.967, 3.4, 'fe80::5eff:fe10:6f01', 'fe80::5eff:fe10:6f02'),
    ['v3-ipv6-snaplen-60.pcapng'],
  ],
  ['format-variants', 'ipv4/51', stoppedAndBack(7.974, 13.978), ['v2-ah-big-endian.pcap']],
  ['format-variants', 'ipv4/51', sigterm(11.835), ['v2-sigterm-truncated-file.pcap']],
]

describe('the captures of real peers', () => {
  for (const [directory, id, story, files] of STORIES)
    test(`${directory}${files ? ` (${files.join(', ')})` : ''}: ${id}`, async () => {
      const paths = files?.map((name) => `${directory}/${name}`) ?? capturesIn(directory)
      const { virtualRouters, startNs } = await observed(paths)
      const vr = virtualRouters.find((one) => one.id === id)
      expect(virtualRouters.map((one) => one.id)).toContain(id)
      tellTakeovers(vr!, story.takeovers, startNs)
      tellPeriods(vr!, story.periods, startNs)
    })

  test('every directory has its story', () => {
    const told = new Set(STORIES.map(([directory]) => directory))
    const present = readdirSync(CAPTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(present.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([])
  })
})

function tellTakeovers(vr: VirtualRouterRecord, expected: readonly Takeover[], startNs: number): void {
  expect(vr.takeovers.map((t) => [t.from ?? null, t.to, t.cause])).toEqual(
    expected.map(([, from, to, cause]) => [from, to, cause]),
  )
  for (const [i, [atSec, , to, cause, gapMs]] of expected.entries()) {
    const t = vr.takeovers[i]!
    expect(near(secondsOf(t.at, startNs), atSec), `${to} at ${secondsOf(t.at, startNs)}, expected ${atSec}`).toBe(true)
    if (cause === 'startup' || cause === 'split') expect([t.gap, t.expectedGap]).toEqual([undefined, undefined])
    else if (gapMs === undefined) {
      // A newcomer that outranks comes between two adverts of the one before.
      expect(msFromNs(t.gap!)).toBeLessThanOrEqual(1000 + GAP_TOLERANCE_MS)
      expect(t.expectedGap!.min).toBe(0)
    } else expect(Math.abs(msFromNs(t.gap!) - gapMs)).toBeLessThan(GAP_TOLERANCE_MS)
    if (cause !== 'split') expect(t.overlap).toBeLessThan(50e6)
  }
}

function tellPeriods(vr: VirtualRouterRecord, expected: readonly Period[], startNs: number): void {
  expect(vr.activePeriods.map((p) => [p.router, p.endedBy, p.muted])).toEqual(
    expected.map(([router, , , endedBy, muted]) => [router, endedBy, muted !== undefined]),
  )
  for (const [i, [router, fromSec, toSec]] of expected.entries()) {
    const { from, to } = vr.activePeriods[i]!
    expect(near(secondsOf(from, startNs), fromSec), `${router} from ${secondsOf(from, startNs)}, not ${fromSec}`).toBe(
      true,
    )
    if (!Number.isNaN(toSec))
      expect(
        near(secondsOf(to ?? ns(0), startNs), toSec),
        `${router} to ${secondsOf(to ?? ns(0), startNs)}, not ${toSec}`,
      ).toBe(true)
  }
}

const secondsOf = (at: Ns, startNs: number): number => (at - startNs) / 1e9
const near = (seconds: number, expected: number): boolean => Math.abs(seconds - expected) <= TOLERANCE_SEC
