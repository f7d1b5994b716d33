import { expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { captureFiles, readCapture } from '../wire/captured.ts'

// A snap length takes knowledge away and adds none: no finding is there that the whole capture does not have.

/** Where that is no contradiction: what the whole capture knows better is in the bytes that were cut. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // Two are Active, and the adverts of the one with AH cannot be read: its announcements are those of a stranger.
  'v2-ah-vs-pass': ['net/duplicate-address'],
  'v2-ah-wrong-key': ['net/address-contested'],
  // That they reject each other is in passwords, addresses and signatures; that one is silent is seen.
  'v2-pass-mismatch': ['state/early-takeover', 'state/priority-zero-missing'],
  'v2-vip-list-mismatch': ['state/early-takeover', 'state/priority-zero-missing'],
  'v3-hmac-one-without': ['state/near-failover', 'state/late-announcement', 'state/stale-announcement'],
}

const SNAP_LENGTHS = [34, 38, 42, 44, 46, 48, 50, 54, 58, 60, 62, 66, 70, 78, 90]

const switches = captureFiles().filter((file) => file.endsWith('/switch.pcap'))

test.each(switches)('%s', (file) => {
  const whole = new Set([...idsOf(file), ...(OTHERWISE[file.replace('/switch.pcap', '')] ?? [])])
  for (const snapLength of SNAP_LENGTHS) {
    const more = idsOf(file, snapLength).filter((id) => !whole.has(id))
    expect(more, `cut to ${snapLength} bytes`).toEqual([])
  }
})

function idsOf(file: string, snapLength = Number.POSITIVE_INFINITY): readonly string[] {
  const engine = new Engine(rules)
  const observer = new TrafficObserver({ listeners: [engine] })
  engine.start(observer)
  observer.onInterface({ index: 0, name: 'switch' })
  readCapture(file, (view) => {
    view.end = Math.min(view.end, view.start + snapLength)
    observer.onFrame(view)
  })
  observer.end()
  return engine.findings().flatMap(({ id, related }) => [id, ...related])
}
