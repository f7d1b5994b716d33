import { ns } from '../../../core/time.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const captureGap = defineRule({
  id: 'net/capture-gap',
  severity: 'warning',
  rfc: { none: 'It concerns the capture, not the network.' },
  condition: 'Time that a vantage point did not cover: interface down, drops, a capture that was interrupted.',
  why: 'What happened meanwhile is unknown: absence of adverts or announcements in that time proves nothing.',
  remedy:
    'Repeat the capture with a larger buffer (`tcpdump -B 16384`) or a narrower filter, on an interface that stays up.',
  messages: {
    uncovered: '{point} does not cover {lengthMs} ms ({reason}).',
    dropped: '{point} dropped {dropped} frames ({reason}) within {lengthMs} ms.',
  },
  watch(run) {
    const names = new Map<number, string>()
    return {
      onInterface: ({ index, name }) => void names.set(index, name),
      onGap({ source, from, to, reason, dropped }) {
        run.report(dropped > 0 ? 'dropped' : 'uncovered', {
          incident: `${source} ${reason}`,
          from,
          to,
          values: {
            point: names.get(source) ?? `vantage point ${source}`,
            lengthMs: inMs(ns(to - from)),
            reason,
            dropped,
          },
        })
      },
    }
  },
})
