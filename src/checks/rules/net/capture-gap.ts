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
    setBack: {
      text: 'The clock of {point} was set back by {lengthMs} ms.',
      why: 'Times before and after it do not compare: no gap or interval is measured across it.',
      remedy:
        'Let NTP slew the clock of the capturing host (`chronyc`, no `makestep` while it captures) and repeat the capture.',
    },
    hole: {
      text: 'No input covers the {lengthMs} ms before {point} begins.',
      remedy: 'Name the captures of that time, too, if there are any.',
    },
    dropped: '{point} dropped {dropped} frames ({reason}) within {lengthMs} ms.',
  },
  watch(run) {
    const names = new Map<number, string>()
    return {
      onInterface: ({ index, name }) => void names.set(index, name),
      onGap({ source, from, to, reason, dropped }) {
        const message = dropped > 0 ? 'dropped' : to < from ? 'setBack' : reason === 'no-input' ? 'hole' : 'uncovered'
        run.report(message, {
          incident: `${source} ${reason}`,
          from,
          to,
          values: {
            point: names.get(source) ?? `vantage point ${source}`,
            lengthMs: inMs(ns(Math.abs(to - from))),
            reason,
            dropped,
          },
        })
      },
    }
  },
})
