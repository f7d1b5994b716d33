import { ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { advertsUnseen, wasActiveUnseen, watchResumptions } from '../../silence.ts'

export const captureGap = defineRule({
  id: 'net/capture-gap',
  severity: 'warning',
  ends: 'quiet',
  rfc: { none: 'It concerns the capture, not the network.' },
  condition:
    'Time that a vantage point did not cover: interface down, drops, a capture that was interrupted, adverts that are missing ' +
    'for Active_Down_Interval or more though the IP ids of their sender count them.',
  why: 'What happened meanwhile is unknown: absence of adverts or announcements in that time proves nothing.',
  remedy:
    'Repeat the capture with a larger buffer (`tcpdump -B 16384`) or a narrower filter, on an interface that stays up.',
  messages: {
    uncovered: '{point} does not cover {lengthMs} ms ({reason}).',
    setBack: {
      text: 'The clock of {point} was set back by {lengthMs} ms at least.',
      why: 'Times before and after it do not compare: no gap or interval is measured across it.',
      remedy:
        'Let NTP slew the clock of the capturing host (`chronyc`, no `makestep` while it captures) and repeat the capture.',
    },
    hole: {
      text: 'No input covers the {lengthMs} ms before {point} begins.',
      remedy: 'Name the captures of that time, too, if there are any.',
    },
    dropped: '{point} dropped {dropped} frames ({reason}) within {lengthMs} ms.',
    unseen: {
      text:
        'The capture lacks {lost} adverts of {router} for VRID {vrid}, up to {most} in a row: its IP ids show that it sent them ' +
        'in time, and nobody else was Active.',
      why:
        'Either the capture lost frames, or the network lost the adverts on their way here. Whether other routers heard them is ' +
        'unknown.',
      remedy:
        'Capture on {router} and on a Backup at once, with a larger buffer (`tcpdump -B 16384`): what leaves the one and never ' +
        'reaches the other is lost in the network.',
    },
    begun: {
      text:
        'The capture lacks the first {lost} adverts of {router} as Active router of VRID {vrid}: its IP ids count them, and they ' +
        'explain why it seems to come {lateMs} ms too late.',
      why: 'When it took over, and what it announced then, is not to be seen here.',
      remedy: 'Capture on {router}, too.',
    },
  },
  watch(run) {
    const names = new Map<number, string>()
    const lacked = new WeakMap<LiveRouter, { lost: number; most: number }>()
    return {
      onTakeover({ to, from, at, frameNo, unseen }) {
        if (unseen === 0) return
        const late = ns(unseen * to.intervalNs)
        run.report('begun', {
          virtualRouter: to.virtualRouter,
          routers: from === undefined ? [to] : [from, to],
          incident: at,
          times: unseen,
          from: ns(at - late),
          seen: [{ tNs: at, frameNo }],
          values: { router: to.name, vrid: to.virtualRouter.vrid, lost: unseen, lateMs: inMs(late) },
        })
      },
      ...watchResumptions(({ router, from, at, frameNo, period }) => {
        const lost = advertsUnseen(router, at - from)
        if (lost === 0 || run.given.onlyHost || (period !== undefined && !wasActiveUnseen(period))) return
        const before = lacked.get(router) ?? { lost: 0, most: 0 }
        const all = { lost: before.lost + lost, most: Math.max(before.most, lost) }
        lacked.set(router, all)
        run.report('unseen', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          times: lost,
          from,
          seen: [{ tNs: at, frameNo }],
          values: { router: router.name, vrid: router.virtualRouter.vrid, ...all },
        })
      }),
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
