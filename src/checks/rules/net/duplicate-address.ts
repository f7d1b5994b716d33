import { virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { fhrpOf } from '../../../wire/fhrp.ts'
import type { Claim } from '../../announced.ts'
import { macsOfRouter, routerOfMac } from '../../interface-macs.ts'
import { listed } from '../../listed.ts'
import { periodBefore, wasActiveAround } from '../../period-before.ts'
import { defineRule, type Sign } from '../../rule.ts'

const MAX_HOSTS = 1024
const MAX_SPEAKERS = 8

export const duplicateAddress = defineRule({
  id: 'net/duplicate-address',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 5227 2.4', 'RFC 9568 8.1.2'],
  condition: 'Two MAC addresses claim a virtual address at one time, and no takeover explains it.',
  why: 'Neighbours send to whichever claimed last: connections to the address break at random.',
  remedy:
    'Find {mac} in the table of the switch and take {address} off that host: `ip addr del {address} dev IF`; if it is a ' +
    'router of the group, see why it holds the address without being Active.',
  messages: {
    claimed: '{mac} claims {address}, which {active} ({activeMac}) holds as Active router.',
    fhrp: {
      text:
        '{mac}, the virtual MAC of {protocol} group {group}, claims {address}, which {active} ({activeMac}) holds as Active ' +
        'router of VRRP.',
      why: 'Two protocols elect a router for one address without knowing of each other: neighbours send to whichever claimed last.',
      remedy:
        'Remove the address from one of them: `no {keyword} {group} ip` on {speakers}, or the `virtual_ipaddress` ' +
        'line of VRID {vrid}.',
    },
  },
  watch(run) {
    // What was said of hosts that answer, by virtual router and MAC.
    const answered = new BoundedMap<string, Sign>(MAX_HOSTS)
    // Who speaks another protocol, by protocol, group and address.
    const speakers = new BoundedMap<string, readonly string[]>(MAX_HOSTS)
    return {
      facts: {
        fhrp({ protocol, group, address, src }) {
          if (address === undefined) return
          const id = `${protocol} ${group} ${address.text}`
          const known = speakers.get(id) ?? []
          if (!known.includes(src.text) && known.length < MAX_SPEAKERS) speakers.set(id, [...known, src.text])
        },
      },
      onClaim(claim, fact) {
        for (const virtualRouter of run.world.virtualRoutersOf(claim.address.text, fact)) {
          if (holds(virtualRouter, claim)) continue
          const active = virtualRouter.active[0]
          if (active?.mac === undefined || !serves(active, claim)) continue
          // The claim may belong to a takeover whose advert comes after it.
          run.after(ns(fact.tNs + 2 * nsFromCs(active.advertised)), () => {
            const member = routerOfMac(run.world, virtualRouter, claim.mac)
            if (member !== undefined && explains(member, claim, fact.tNs)) return
            if (!wasActive(active, fact.tNs)) return
            const other = fhrpOf(claim.mac)
            const speaking = speakers.get(`${other?.protocol} ${other?.group} ${claim.address.text}`) ?? []
            const sign: Sign = {
              virtualRouter,
              routers: [active, ...speaking],
              incident: `${claim.address.text} ${claim.mac} ${active.name}`,
              seen: [fact],
              values: {
                mac: claim.mac,
                address: claim.address.text,
                active: active.name,
                activeMac: active.mac ?? 'unknown MAC',
                ...(other && { ...other, keyword: other.protocol === 'GLBP' ? 'glbp' : 'standby' }),
                speakers: speaking.length === 0 ? 'its routers' : listed(speaking),
                vrid: virtualRouter.vrid,
              },
            }
            if (other !== undefined) return run.report('fhrp', sign)
            if (!claim.unasked) answered.set(`${virtualRouter.key} ${claim.mac}`, sign)
            run.report('claimed', sign)
          })
        }
      },
      // The host that answered turns out to be a router: net/backup-answers-arp.
      onRouter(router) {
        for (const mac of macsOfRouter(run.world, router)) {
          const sign = answered.get(`${router.virtualRouter.key} ${mac}`)
          if (sign !== undefined) run.withdraw('claimed', sign)
        }
      },
    }
  },
})

const serves = (router: LiveRouter, { address }: Claim): boolean =>
  router.lastSighting.advert.addresses.some(({ text }) => text === address.text)

/** An Active router claims its own: from its MAC, or from the virtual one. */
const holds = ({ active, family, vrid }: LiveVirtualRouter, { mac }: Claim): boolean =>
  mac === virtualMac(family, vrid) || active.some((router) => router.mac === mac)

/** It holds the address, or answers without being Active: net/backup-answers-arp and state/silent-active tell of it. */
const explains = (member: LiveRouter, { unasked }: Claim, at: Ns): boolean =>
  !unasked || wasActive(member, at) || periodBefore(member, at)?.endedBy === 'silence'

/** Active at that time, or within two intervals of it. */
const wasActive = (router: LiveRouter, at: Ns): boolean => wasActiveAround(router, at, 2 * nsFromCs(router.advertised))
