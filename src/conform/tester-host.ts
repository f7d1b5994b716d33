import type { Ip, Mac } from '../core/address.ts'
import { sameIp } from '../core/address.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { ArpFact, EchoFact, MembershipFact, NdFact } from '../wire/facts.ts'
import {
  arpReplyFrame,
  arpRequestFrame,
  echoFrame,
  queryFrame,
  solicitationFrame,
  solicitedNaFrame,
} from '../wire/frames.ts'
import type { Identity } from './device.ts'
import type { Heard } from './heard.ts'
import type { Inbox } from './inbox.ts'
import type { Segment } from './segment.ts'

/** Whoever has to answer does so in this time. */
export const ANSWER_WITHIN: Ns = nsFromSec(1)

/** Max Resp Time of the tester's queries. */
export const QUERY_RESPONSE: Ns = nsFromSec(1)

/** A host of the tester on the segment: it asks for the virtual addresses, and answers for its own. */
export class TesterHost {
  readonly identity: Identity
  private readonly segment: Segment
  private readonly inbox: Inbox

  constructor(segment: Segment, identity: Identity, inbox: Inbox) {
    this.segment = segment
    this.identity = identity
    this.inbox = inbox
  }

  /** Asks who has `target`, by broadcast or to `dstMac`. The reply, or undefined after `within`. */
  async arp(target: Ip, within: Ns, options: { dstMac?: Mac; senderIp?: Ip } = {}): Promise<ArpFact | undefined> {
    const link = { srcMac: this.identity.mac, ...(options.dstMac !== undefined && { dstMac: options.dstMac }) }
    const asked = this.segment.send(
      arpRequestFrame({ link, senderIp: options.senderIp ?? this.identity.address, target }),
    )
    const isReply = (fact: Heard): fact is ArpFact =>
      fact.kind === 'arp' && fact.role === 'reply' && sameIp(fact.senderIp, target)
    return this.inbox.next(isReply, ns(asked + within))
  }

  /** Solicits `target`. With `src` unspecified it is a duplicate address probe. */
  async solicit(target: Ip, within: Ns, options: { src?: Ip; dstMac?: Mac } = {}): Promise<NdFact | undefined> {
    const link = { srcMac: this.identity.mac, ...(options.dstMac !== undefined && { dstMac: options.dstMac }) }
    const asked = this.segment.send(solicitationFrame({ link, src: options.src ?? this.identity.address, target }))
    const isAnswer = (fact: Heard): fact is NdFact =>
      fact.kind === 'nd' && fact.role !== 'solicitation' && fact.role !== 'dad-probe' && sameIp(fact.target, target)
    return this.inbox.next(isAnswer, ns(asked + within))
  }

  /** Asks for group memberships in general: the first report for the VRRP group. */
  async query(within: Ns): Promise<MembershipFact | undefined> {
    const asked = this.segment.send(queryFrame({ link: { srcMac: this.identity.mac }, src: this.identity.address }))
    const isReport = (fact: Heard): fact is MembershipFact =>
      fact.kind === 'membership' &&
      fact.role === 'join' &&
      fact.vrrpGroup &&
      fact.family === this.identity.address.family
    return this.inbox.next(isReport, ns(asked + within))
  }

  /** Pings `target` through `dstMac`. */
  async echo(target: Ip, dstMac: Mac, within: Ns, srcMac: Mac = this.identity.mac): Promise<EchoFact | undefined> {
    const link = { srcMac, dstMac }
    const asked = this.segment.send(
      echoFrame({ link, src: this.identity.address, dst: target, reply: false, data: PING }),
    )
    const isReply = (fact: Heard): fact is EchoFact => fact.kind === 'echo' && fact.reply && sameIp(fact.src, target)
    return this.inbox.next(isReply, ns(asked + within))
  }
}

/** Answers ARP and solicitations for the tester's own addresses, so that the device can reach them. */
export function answerFor(segment: Segment, identities: readonly Identity[]): () => void {
  return segment.listen((fact) => {
    if (fact.kind === 'arp' && fact.role === 'request') {
      const own = identities.find(({ address }) => sameIp(address, fact.targetIp))
      if (own === undefined) return
      const asker = { askerMac: fact.senderMac, askerIp: fact.senderIp }
      segment.send(arpReplyFrame({ link: { srcMac: own.mac }, address: own.address, ...asker }))
    }
    if (fact.kind === 'nd' && fact.role === 'solicitation' && fact.srcMac !== undefined) {
      const own = identities.find(({ address }) => sameIp(address, fact.target))
      if (own === undefined) return
      const asker = { askerMac: fact.linkLayer ?? fact.srcMac, askerIp: fact.src }
      segment.send(solicitedNaFrame({ link: { srcMac: own.mac }, address: own.address, router: false, ...asker }))
    }
  })
}

const PING = Uint8Array.of(0x76, 0x73, 0, 1, 0x76, 0x72, 0x72, 0x70, 0x73, 0x63, 0x6f, 0x70, 0x65, 0, 0, 0)
